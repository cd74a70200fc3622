import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { deepFreeze, StatusError, serviceUnavailable } from '@knarr/machinery'
import { abortable } from '../abortable.ts'
import type { ApiRequest, Transport, WatchEvent } from '../transport.ts'
import { connect, type ServerOptions } from './connect.ts'
import type { Connection, WireRequest, WireResponse } from './connection.ts'
import { statusErrorOf } from './status-of-response.ts'
import { watchEvents } from './watch-events.ts'

export interface HttpsTransportOptions extends ServerOptions {
  /** A bearer token, or where to read the present one. */
  readonly token?: string | (() => string | Promise<string>)
  /** The part before `/` becomes the field manager of writes that name none. */
  readonly userAgent?: string
  readonly impersonate?: { readonly user: string; readonly groups?: readonly string[] }
}

/**
 * Reaches an API server over HTTPS: one HTTP/2 session, opened when first needed and again when it broke;
 * HTTP/1.1 where the server knows no better. A server that cannot be reached is a ServiceUnavailable.
 */
export class HttpsTransport implements Transport {
  readonly #options: HttpsTransportOptions
  #connection: Promise<Connection> | undefined
  #opening: Promise<Connection> | undefined

  constructor(options: HttpsTransportOptions) {
    this.#options = options
  }

  async request<T>(request: ApiRequest): Promise<T> {
    const response = await this.#send(request)
    const text = await this.#reading(request, () => textOf(response))
    return deepFreeze(parse(text)) as T
  }

  async watch<T>(request: ApiRequest): Promise<AsyncIterable<readonly WatchEvent<T>[]>> {
    const response = await this.#send(request)
    return watchEvents<T>(decoded(response), request.signal)
  }

  /** Ends the session; the next request opens a new one. */
  close(): void {
    void this.#connection?.then(
      (connection) => connection.close(),
      () => {},
    )
    this.#connection = undefined
  }

  async #send(request: ApiRequest): Promise<WireResponse> {
    request.signal?.throwIfAborted()
    const headers = await this.#headersOf(request)
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    const wire = {
      method: request.method,
      path: pathWithQuery(request),
      headers,
      body,
      signal: request.signal,
    }
    const response = await this.#reading(request, () => this.#exchange(wire))
    if (response.code >= 200 && response.code < 300) return response
    const text = await this.#reading(request, () => textOf(response))
    throw statusErrorOf(response.code, text, singleHeaders(response.headers))
  }

  /** A session may break before we hear of it: what only reads is then asked once more, over a new one. */
  async #exchange(wire: WireRequest): Promise<WireResponse> {
    const known = this.#connection
    const connect = (): Promise<Connection> => abortable(this.#connect(), wire.signal)
    const connection = await connect()
    try {
      return await connection.send(wire)
    } catch (error) {
      const mayRepeat = wire.method === 'GET' && known !== undefined && !wire.signal?.aborted
      if (!mayRepeat) throw error
      return (await connect()).send(wire)
    }
  }

  /** Translates what goes wrong on the way to or from the server. */
  async #reading<R>(request: ApiRequest, read: () => Promise<R>): Promise<R> {
    try {
      return await read()
    } catch (error) {
      request.signal?.throwIfAborted()
      throw error instanceof StatusError ? error : unreachable(this.#options.server, error)
    }
  }

  async #connect(): Promise<Connection> {
    const present = await this.#connection
    if (present?.isOpen) return present
    // Others may have waited for the same broken session: the first of them opens the next.
    this.#connection = this.#opening ?? this.#open()
    return this.#connection
  }

  #open(): Promise<Connection> {
    this.#opening = connect(this.#options)
    const opening = this.#opening
    opening.catch(() => {
      if (this.#connection === opening) this.#connection = undefined
    })
    void opening
      .finally(() => {
        this.#opening = undefined
      })
      .catch(() => {})
    return opening
  }

  async #headersOf({ body, contentType, headers }: ApiRequest): Promise<Record<string, string | string[]>> {
    const { token, userAgent = 'knarr', impersonate } = this.#options
    const bearer = typeof token === 'function' ? await token() : token
    return {
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': userAgent,
      ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...(impersonate ? { 'impersonate-user': impersonate.user } : {}),
      ...(impersonate?.groups?.length ? { 'impersonate-group': [...impersonate.groups] } : {}),
      ...headers,
    }
  }
}

function pathWithQuery({ path, query = {} }: ApiRequest): string {
  const text = new URLSearchParams(query).toString()
  return text ? `${path}?${text}` : path
}

function singleHeaders(headers: WireResponse['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

function decoded({ headers, body }: WireResponse): Readable {
  if (headers['content-encoding'] !== 'gzip') return body
  const gunzip = createGunzip()
  body.on('error', (error) => gunzip.destroy(error))
  return body.pipe(gunzip)
}

async function textOf(response: WireResponse): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of decoded(response)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function unreachable(server: string, error: unknown): StatusError {
  const { code = '', message } = error as NodeJS.ErrnoException
  const host = new URL(server).host
  const text: Record<string, string> = {
    ECONNREFUSED: `The connection to the server ${host} was refused - did you specify the right host or port?`,
    ENOTFOUND: `Unable to connect to the server: no such host: ${host}`,
    ECONNRESET: `The connection to the server ${host} was reset`,
  }
  const why = text[code] ?? `Unable to connect to the server ${host}: ${message}`
  return new StatusError(serviceUnavailable(why).status, { cause: error })
}
