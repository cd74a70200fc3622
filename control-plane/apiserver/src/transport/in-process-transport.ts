import type { ApiRequest, Transport, WatchEvent } from '@knarr/client'
import { deepFreeze, type Status, StatusError } from '@knarr/machinery'
import { listValue, objectValue } from '../codec/answer-value.ts'
import type { EncodingCache } from '../codec/encoding-cache.ts'
import { textOf } from '../codec/stored-object.ts'
import { WatchFramer } from '../codec/watch-frames.ts'
import type { Answer, BytesAnswer, Handler, WatchAnswer } from '../request/answer.ts'
import { requestInfoOf } from '../request/request-info.ts'
import { asAuthenticated, type ServerRequest, type UserInfo } from '../request/server-request.ts'

export interface InProcessOptions {
  readonly handler: Handler
  readonly user: UserInfo
  readonly cache: EncodingCache
  nowMs(): number
}

const never = new AbortController().signal

/** The API server as a function call: the filters of any other request, and objects instead of bytes. */
export function inProcessTransport(options: InProcessOptions): Transport {
  const { handler } = options
  const user = asAuthenticated(options.user)
  return {
    async request<T>(request: ApiRequest): Promise<T> {
      const answer = await handler(serverRequest(request, user))
      return (await valueOfAnswer(refuseFailure(answer), options)) as T
    },

    async watch<T>(request: ApiRequest): Promise<AsyncIterable<readonly WatchEvent<T>[]>> {
      const query = { ...request.query, watch: 'true' }
      const answer = refuseFailure(await handler(serverRequest({ ...request, query }, user)))
      if (answer.kind !== 'watch') throw new TypeError(`${request.path} does not answer watches`)
      return eventsOf<T>(answer, options)
    },
  }
}

function serverRequest(request: ApiRequest, user: UserInfo): ServerRequest {
  const query = new URLSearchParams(request.query)
  const { method, path, headers = {}, contentType, signal = never } = request
  signal.throwIfAborted()
  return {
    method,
    path,
    query,
    headers: contentType ? { ...headers, 'content-type': contentType } : headers,
    body: { kind: 'value', value: request.body },
    signal,
    peer: undefined,
    isVouchedFor: true,
    info: requestInfoOf(method, path, query),
    user,
    warnings: [],
  }
}

function refuseFailure(answer: Answer): Answer {
  if (answer.code < 400) return answer
  throw new StatusError(statusOf(answer))
}

function statusOf(answer: Answer): Status {
  if (answer.kind === 'value') return answer.value as Status
  const message = answer.kind === 'bytes' && typeof answer.body === 'string' ? answer.body : ''
  const head = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const
  return { ...head, message, reason: answer.code === 404 ? 'NotFound' : '', code: answer.code }
}

async function valueOfAnswer(answer: Answer, { nowMs }: InProcessOptions): Promise<unknown> {
  switch (answer.kind) {
    case 'object':
      return objectValue(answer, nowMs())
    case 'list':
      return listValue(answer, nowMs())
    case 'value':
      return deepFreeze(answer.value)
    case 'bytes':
      return textOfBody(answer)
    case 'upgraded':
      throw new TypeError('a connection cannot be upgraded in the same process')
    case 'watch':
      answer.stream.close()
      throw new TypeError('a watch is not answered by one value')
  }
}

/** JSON documents as values, everything else as text. */
async function textOfBody({ body, contentType }: BytesAnswer): Promise<unknown> {
  const text = typeof body === 'string' ? body : textOf(await collected(body))
  return contentType.startsWith('application/json') ? JSON.parse(text) : text
}

async function collected(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return body instanceof Uint8Array ? body : Buffer.concat(await Array.fromAsync(body))
}

/** Each batch is what had gathered since the reader last asked. Leaving the loop closes the watch. */
async function* eventsOf<T>(
  { resource, representation, stream }: WatchAnswer,
  { cache, nowMs }: InProcessOptions,
): AsyncGenerator<readonly WatchEvent<T>[]> {
  const framer = new WatchFramer(resource, representation, { cache, nowMs })
  try {
    for (;;) {
      const events = await stream.next()
      if (!events) return
      yield events.map((event) => ({ type: event.type, object: framer.value(event) as T }))
    }
  } finally {
    stream.close()
  }
}
