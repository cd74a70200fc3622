import type { Readable } from 'node:stream'
import { badRequest, type Random } from '@knarr/machinery'
import { bodyTooLarge } from '../codec/request-body.ts'
import { requestInfoOf } from '../request/request-info.ts'
import {
  anonymous,
  type PeerIdentity,
  type RequestBody,
  type ServerRequest,
  type UpgradeOffer,
} from '../request/server-request.ts'

/** What both HTTP versions know of a request. */
export interface HttpHead {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Readable
  readonly signal: AbortSignal
  readonly peer: PeerIdentity | undefined
  readonly upgrade?: UpgradeOffer
  /** For an `Audit-Id` where the client brings none. */
  readonly random: Random
  remoteAddress(): string | undefined
}

const maxAuditIdLength = 64

export function serverRequestOf(head: HttpHead): ServerRequest {
  const { method, target, headers, body, signal, peer, upgrade, remoteAddress } = head
  const single = singleHeaders(headers)
  const auditId = single['audit-id']?.slice(0, maxAuditIdLength) || head.random.uuid()
  const question = target.indexOf('?')
  const path = question < 0 ? target : target.slice(0, question)
  const query = new URLSearchParams(question < 0 ? '' : target.slice(question + 1))
  return {
    method: method === 'HEAD' ? 'GET' : method,
    path,
    query,
    headers: single,
    body: streamedBody(body),
    signal,
    peer,
    ...(upgrade ? { upgrade } : {}),
    auditId,
    answerHeaders: { 'audit-id': auditId },
    remoteAddress,
    info: requestInfoOf(method, path, query),
    user: anonymous,
    warnings: [],
  }
}

/** Headers sent more than once become lists. */
function singleHeaders(headers: HttpHead['headers']): ServerRequest['headers'] {
  const single: Record<string, string | undefined> = {}
  for (const name in headers) {
    const value = headers[name]
    single[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return single
}

function streamedBody(stream: Readable): RequestBody {
  return { kind: 'bytes', stream, read: (limit) => readBody(stream, limit) }
}

function readBody(stream: Readable, limit: number): Promise<Uint8Array> {
  if (stream.readableEnded) return Promise.resolve(new Uint8Array())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= limit) chunks.push(chunk)
      else {
        stream.removeAllListeners('data')
        stream.resume()
        reject(bodyTooLarge())
      }
    })
    stream.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
    const broken = (): void => reject(badRequest('unexpected EOF'))
    stream.once('error', broken)
    stream.once('close', broken)
  })
}
