import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
} from 'node:http2'
import net from 'node:net'

/** A call that ended with a gRPC status other than OK. */
export class GrpcError extends Error {
  readonly code: number

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'GrpcError'
    this.code = code
  }
}

/** The gRPC status codes that callers tell apart. */
export const grpcCode = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  unimplemented: 12,
  unavailable: 14,
} as const

export interface CallOptions {
  /** Sent as the call's deadline; none unless given. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * gRPC over a unix socket, on Node's own HTTP/2: unary calls and server streams of bytes. The session is
 * opened on first use and again after it was lost; a call under way then fails as unavailable.
 */
export class GrpcClient {
  readonly #socketPath: string
  #session: ClientHttp2Session | undefined

  constructor(socketPath: string) {
    this.#socketPath = socketPath
  }

  /** @throws GrpcError */
  unary(path: string, message: Uint8Array, options: CallOptions = {}): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      let reply: Uint8Array | undefined
      this.#call(path, message, {
        ...options,
        onMessage: (bytes) => {
          reply = bytes
        },
        onEnd: (error) => {
          if (error) reject(error)
          else if (reply) resolve(reply)
          else reject(new GrpcError(13, 'the server answered without a message'))
        },
      })
    })
  }

  /** Calls `onMessage` with each reply; resolves when the stream ends, rejects when it fails. @throws GrpcError */
  serverStream(
    path: string,
    message: Uint8Array,
    onMessage: (bytes: Uint8Array) => void,
    options: CallOptions = {},
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#call(path, message, {
        ...options,
        onMessage,
        onEnd: (error) => (error ? reject(error) : resolve()),
      })
    })
  }

  close(): void {
    this.#session?.destroy()
    this.#session = undefined
  }

  #open(): ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session
    const session = connect('http://localhost', { createConnection: () => net.connect(this.#socketPath) })
    session.on('error', () => {})
    session.unref()
    this.#session = session
    return session
  }

  #call(path: string, message: Uint8Array, call: Call): void {
    const stream = this.#open().request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...(call.timeoutMs === undefined ? {} : { 'grpc-timeout': `${Math.ceil(call.timeoutMs)}m` }),
    })
    const abort = (): void => {
      stream.destroy()
    }
    call.signal?.addEventListener('abort', abort, { once: true })
    receive(stream, {
      ...call,
      onEnd: (error) => {
        call.signal?.removeEventListener('abort', abort)
        call.onEnd(error)
      },
    })
    const header = Buffer.alloc(5)
    header.writeUInt32BE(message.length, 1)
    stream.end(Buffer.concat([header, message]))
  }
}

interface Call extends CallOptions {
  onMessage(bytes: Uint8Array): void
  onEnd(error?: GrpcError): void
}

function receive(stream: ClientHttp2Stream, call: Call): void {
  let status: IncomingHttpHeaders | undefined
  let failure: Error | undefined
  let pending: Buffer = Buffer.alloc(0)
  stream.on('response', (headers) => {
    if (headers['grpc-status'] !== undefined) status = headers
  })
  stream.on('trailers', (trailers) => {
    status = trailers
  })
  stream.on('data', (chunk: Buffer) => {
    pending = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk
    while (pending.length >= 5 && pending.length >= 5 + pending.readUInt32BE(1)) {
      const end = 5 + pending.readUInt32BE(1)
      call.onMessage(pending.subarray(5, end))
      pending = pending.subarray(end)
    }
  })
  stream.on('error', (error) => {
    failure = error
  })
  stream.on('close', () => call.onEnd(errorOf(status, failure)))
}

function errorOf(status: IncomingHttpHeaders | undefined, failure: Error | undefined): GrpcError | undefined {
  if (!status) {
    const text = failure?.message ?? 'the connection was closed'
    return new GrpcError(grpcCode.unavailable, text, { cause: failure })
  }
  const code = Number(status['grpc-status'])
  return code === 0 ? undefined : new GrpcError(code, decodeURIComponent(`${status['grpc-message'] ?? ''}`))
}
