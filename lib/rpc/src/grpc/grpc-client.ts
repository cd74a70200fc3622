import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
} from 'node:http2'
import net from 'node:net'
import type { SecureContextOptions } from 'node:tls'

/** A call that ended with a gRPC status other than OK. */
export class GrpcError extends Error {
  readonly code: number
  /** The call never left this process: it is safe to make it again. */
  readonly isUnsent: boolean

  constructor(code: number, message: string, options?: ErrorOptions & { isUnsent?: boolean }) {
    super(message, options)
    this.name = 'GrpcError'
    this.code = code
    this.isUnsent = options?.isUnsent ?? false
  }
}

/** The gRPC status codes that callers tell apart. */
export const grpcCode = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  outOfRange: 11,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const

export interface CallOptions {
  /** Sent as the call's deadline; none unless given. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Headers of the caller's own. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** A server on the network. */
export interface GrpcAddress {
  /** `http://host:port` or `https://host:port`. */
  readonly url: string
  /** Whom to trust over https, and the client's own certificate. */
  readonly tls?: Pick<SecureContextOptions, 'ca' | 'cert' | 'key'> & { readonly servername?: string }
}

/** A stream with messages in both directions. */
export interface GrpcStream {
  send(message: Uint8Array): void
  /** Ends the call: `onEnd` follows. */
  cancel(): void
}

/** Room for what a server sends at once; Node's own 64 KiB makes large answers wait for the round trip. */
const windowBytes = 4 * 1024 * 1024

/**
 * gRPC over a unix socket or to an address, on Node's own HTTP/2: unary calls and streams of bytes. The session
 * is opened on first use and again after it was lost; a call under way then fails as unavailable.
 */
export class GrpcClient {
  readonly #target: string | GrpcAddress
  #session: ClientHttp2Session | undefined

  /** `target`: the path of a unix socket, or an address. */
  constructor(target: string | GrpcAddress) {
    this.#target = target
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

  /** Opens a stream that stays open in both directions; `onEnd` is called once. */
  stream(
    path: string,
    on: { onMessage(bytes: Uint8Array): void; onEnd(error?: GrpcError): void },
    options: CallOptions = {},
  ): GrpcStream {
    const stream = this.#request(path, { ...options, ...on })
    return {
      send: (message) => void (stream.writable && stream.write(framed(message))),
      cancel: () => stream.destroy(),
    }
  }

  /** Resolves when the peer has answered; rejects when there is no session. */
  ping(): Promise<void> {
    return new Promise((resolve, reject) => {
      const session = this.#session
      if (!session || session.destroyed || session.connecting) return reject(new Error('not connected'))
      session.ping((error) => (error ? reject(error) : resolve()))
    })
  }

  close(): void {
    this.#session?.destroy()
    this.#session = undefined
  }

  #open(): ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session
    const session = this.#connect()
    session.on('error', () => {})
    session.unref()
    this.#session = session
    return session
  }

  #connect(): ClientHttp2Session {
    const target = this.#target
    if (typeof target === 'string') {
      return connect('http://localhost', { createConnection: () => net.connect(target) })
    }
    const session = connect(target.url, { ...target.tls, settings: { initialWindowSize: windowBytes } })
    session.on('connect', () => session.setLocalWindowSize(windowBytes))
    return session
  }

  #call(path: string, message: Uint8Array, call: Call): void {
    this.#request(path, call).end(framed(message))
  }

  #request(path: string, call: Call): ClientHttp2Stream {
    const stream = this.#open().request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...call.metadata,
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
    return stream
  }
}

function framed(message: Uint8Array): Buffer {
  const header = Buffer.alloc(5)
  header.writeUInt32BE(message.length, 1)
  return Buffer.concat([header, message])
}

interface Call extends CallOptions {
  onMessage(bytes: Uint8Array): void
  onEnd(error?: GrpcError): void
}

function receive(stream: ClientHttp2Stream, call: Call): void {
  let status: IncomingHttpHeaders | undefined
  let failure: Error | undefined
  stream.on('response', (headers) => {
    if (headers['grpc-status'] !== undefined) status = headers
  })
  stream.on('trailers', (trailers) => {
    status = trailers
  })
  stream.on(
    'data',
    deframer((bytes) => call.onMessage(bytes)),
  )
  // A stream in both directions is over when the server has ended its side.
  stream.on('end', () => stream.end())
  stream.on('error', (error) => {
    failure = error
  })
  let wasSent = stream.id !== undefined
  stream.on('ready', () => {
    wasSent = true
  })
  stream.on('close', () => call.onEnd(errorOf(status, failure, !wasSent)))
}

/** Puts messages together; a large one is copied once, not with every chunk of it. */
function deframer(onMessage: (bytes: Uint8Array) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = []
  let size = 0
  let wanted = 5
  return (chunk) => {
    chunks.push(chunk)
    size += chunk.length
    if (size < wanted) return
    let bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks, size)
    wanted = 5
    while (bytes.length >= 5) {
      wanted = 5 + bytes.readUInt32BE(1)
      if (bytes.length < wanted) break
      onMessage(bytes.subarray(5, wanted))
      bytes = bytes.subarray(wanted)
      wanted = 5
    }
    chunks = [bytes]
    size = bytes.length
  }
}

function errorOf(
  status: IncomingHttpHeaders | undefined,
  failure: Error | undefined,
  isUnsent: boolean,
): GrpcError | undefined {
  if (!status) {
    const cause = failure?.cause instanceof Error ? failure.cause : failure
    const text = cause?.message ?? 'the connection was closed'
    return new GrpcError(grpcCode.unavailable, text, { cause: failure, isUnsent })
  }
  const code = Number(status['grpc-status'])
  return code === 0 ? undefined : new GrpcError(code, decoded(`${status['grpc-message'] ?? ''}`))
}

/** Percent-encoded text; what is not is taken as it is. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message)
  } catch {
    return message
  }
}
