import type { Readable } from 'node:stream'

/** One request as the wire has it. */
export interface WireRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body?: string
  readonly signal?: AbortSignal
}

export interface WireResponse {
  readonly code: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Must be read or destroyed. */
  readonly body: Readable
}

/** Sends requests to one server, over whatever version of HTTP it and the server agreed on. */
export interface Connection {
  send(request: WireRequest): Promise<WireResponse>
  /** Whether new requests may still be sent over it. */
  readonly isOpen: boolean
  close(): void
}
