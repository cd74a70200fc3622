import type { Writable } from 'node:stream'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type Encoder, encodeList, encodeObject, encodeValue } from '../codec/encode.ts'
import type { EncodingCache } from '../codec/encoding-cache.ts'
import { mediaTypeText, type Representation } from '../codec/representation.ts'
import { WatchFramer } from '../codec/watch-frames.ts'
import type { Answer, ListAnswer, ObjectAnswer, ValueAnswer, WatchAnswer } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'

/** Where an answer goes: a response of either HTTP version. */
export interface ResponseSink {
  readonly body: Writable
  sendHead(code: number, headers: Record<string, string | string[]>): void
  readonly isHead: boolean
}

export interface AnswerWriterOptions {
  readonly cache: EncodingCache
  nowMs(): number
}

const gzipThreshold = 128 * 1024
const compress = promisify(gzip)

/** Turns answers into bytes on the wire. */
export class AnswerWriter {
  readonly #options: AnswerWriterOptions

  constructor(options: AnswerWriterOptions) {
    this.#options = options
  }

  async write(answer: Answer, request: ServerRequest, sink: ResponseSink): Promise<void> {
    if (answer.kind === 'upgraded') return
    if (answer.kind === 'watch') return this.#writeWatch(answer, request, sink)
    const headers = headersOf(answer, request)
    if (answer.kind !== 'bytes') {
      const body = this.#encode(answer)
      return this.#writeWhole(body, { code: answer.code, headers, request }, sink)
    }
    const { body } = answer
    if (typeof body === 'string' || body instanceof Uint8Array) {
      return this.#writeWhole(Buffer.from(body as string), { code: answer.code, headers, request }, sink)
    }
    sink.sendHead(answer.code, headers)
    await pump(body, sink.body)
  }

  #encode(answer: ObjectAnswer | ListAnswer | ValueAnswer): Uint8Array {
    const encoder: Encoder = { cache: this.#options.cache, nowMs: this.#options.nowMs() }
    if (answer.kind === 'object') return encodeObject(answer, encoder)
    if (answer.kind === 'list') return encodeList(answer, encoder)
    return encodeValue(answer.value, answer.representation)
  }

  async #writeWhole(
    body: Uint8Array,
    head: { code: number; headers: Record<string, string | string[]>; request: ServerRequest },
    sink: ResponseSink,
  ): Promise<void> {
    const { code, headers, request } = head
    const isCompressed = body.length > gzipThreshold && acceptsGzip(request)
    const bytes = isCompressed ? await compress(body, { level: 1 }) : body
    if (isCompressed) {
      headers['content-encoding'] = 'gzip'
      headers['vary'] = 'Accept-Encoding'
    }
    headers['content-length'] = String(bytes.length)
    sink.sendHead(code, headers)
    if (sink.isHead) sink.body.end()
    else sink.body.end(bytes)
  }

  async #writeWatch(answer: WatchAnswer, request: ServerRequest, sink: ResponseSink): Promise<void> {
    const { stream, resource, representation, code } = answer
    const framer = new WatchFramer(resource, representation, this.#options)
    sink.body.once('close', () => stream.close())
    sink.sendHead(code, headersOf(answer, request))
    for (let events = await stream.next(); events; events = await stream.next()) {
      const chunk = framer.chunk(events)
      if (sink.body.destroyed) return
      if (!sink.body.write(chunk)) await drained(sink.body)
    }
    sink.body.end()
  }
}

function acceptsGzip({ headers }: ServerRequest): boolean {
  return /\bgzip\b/.test(headers['accept-encoding'] ?? '')
}

function headersOf(
  answer: Exclude<Answer, { kind: 'upgraded' }>,
  request: ServerRequest,
): Record<string, string | string[]> {
  const contentType =
    answer.kind === 'bytes' ? answer.contentType : contentTypeOf(answer.representation, answer.kind)
  const headers: Record<string, string | string[]> = {
    ...request.answerHeaders,
    'cache-control': 'no-cache, private',
    'content-type': contentType,
    ...answer.headers,
  }
  if (request.warnings.length > 0) headers['warning'] = request.warnings.map(warningHeader)
  return headers
}

function contentTypeOf({ media }: Representation, kind: Answer['kind']): string {
  const type = mediaTypeText[media]
  return kind === 'watch' && media !== 'json' ? `${type};stream=watch` : type
}

/** `299 - "text"`, in the characters a header may have. */
function warningHeader(text: string): string {
  const quoted = text.replace(/[\\"]/g, '\\$&').replace(/[\r\n\t]+/g, ' ')
  return `299 - "${quoted.replace(/[^\x20-\x7e]/g, '?')}"`
}

/** Resolves when there is room again, or nobody to write to any more. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.once('drain', done).once('close', done)
    if (stream.destroyed) done()
  })
}

async function pump(chunks: AsyncIterable<Uint8Array>, stream: Writable): Promise<void> {
  for await (const chunk of chunks) {
    if (stream.destroyed) return
    if (!stream.write(chunk)) await drained(stream)
  }
  stream.end()
}
