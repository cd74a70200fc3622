import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, ServerResponse } from 'node:http'
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Logger } from '@knarr/client'
import type { Clock, Random } from '@knarr/machinery'
import type { Handler } from '../request/answer.ts'
import type { UpgradeOffer } from '../request/server-request.ts'
import type { AnswerWriter, AnswerWriterOptions, ResponseSink } from './answer-writer.ts'
import { type HttpHead, serverRequestOf } from './http-request.ts'
import { knowFrontProxies, peerIdentityOf } from './peer-identity.ts'
import { StreamRelease } from './release-stream.ts'
import { cutConnection, stopSending } from './unread-body.ts'
import { socketAnswer, writeToSocket } from './websocket-writer.ts'

export interface TlsOptions {
  /** PEM. */
  readonly cert: string
  readonly key: string
  /** Whose client certificates are believed. */
  readonly ca: string
  /** Whose client certificates are those of proxies that speak for others. */
  readonly frontProxyCa?: string
}

export interface ListenOptions {
  readonly host?: string
  /** 0 takes a free one. */
  readonly port: number
  readonly tls: TlsOptions
}

export interface HttpListenerParts {
  readonly handler: Handler
  readonly writer: AnswerWriter
  readonly encoding: AnswerWriterOptions
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** How likely a request over HTTP/2 is the last on its connection, so that clients spread anew over several servers. */
  readonly goawayChance?: number
}

const closeGraceMs = 500
const keepAliveMs = 30_000
/** Upstream's `ReadHeaderTimeout`, for HTTP/1.1. */
const headersTimeoutMs = 32_000
/** What nghttp2 takes at most; HTTP/1.1 is given as much. */
const maxHeaderBytes = 65_536

/** One port for HTTP/2 and HTTP/1.1: requests to the handler, answers to the wire. */
export class HttpListener {
  readonly #parts: HttpListenerParts
  readonly #server: Http2SecureServer
  readonly #frontProxyCa: X509Certificate | undefined
  readonly #sessions = new Set<ServerHttp2Session>()
  readonly #streamRelease = new StreamRelease()
  readonly #sockets = new Set<Duplex>()
  /** Connections of HTTP/1.1 with a request under way. */
  readonly #busy = new Set<Duplex>()
  #closed: Promise<unknown> | undefined
  #isDraining = false

  constructor(parts: HttpListenerParts, tls: TlsOptions) {
    this.#parts = parts
    const { frontProxyCa, ...pair } = tls
    this.#frontProxyCa = frontProxyCa === undefined ? undefined : new X509Certificate(frontProxyCa)
    this.#server = createSecureServer({
      ...pair,
      ...(frontProxyCa === undefined ? {} : { ca: [tls.ca, frontProxyCa] }),
      allowHTTP1: true,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      settings: {
        maxConcurrentStreams: 1000,
        initialWindowSize: 1 << 20,
        maxHeaderListSize: maxHeaderBytes,
      },
      maxSessionMemory: 256,
    })
    // The options of node:http, by which node:http2 reads HTTP/1.1. A slow body is the deadline's concern.
    Object.assign(this.#server, {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: headersTimeoutMs,
      requestTimeout: 0,
    })
    this.#attach()
  }

  async listen({ host = '0.0.0.0', port }: Pick<ListenOptions, 'host' | 'port'>): Promise<{ port: number }> {
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    return { port: (this.#server.address() as AddressInfo).port }
  }

  /** No new connections, and clients are told to go elsewhere; requests go on. */
  drain(): void {
    if (this.#isDraining) return
    this.#isDraining = true
    this.#closed = once(this.#server, 'close')
    this.#server.close()
    for (const session of this.#sessions) session.close()
    for (const socket of this.#sockets) if (!isHttp2(socket) && !this.#busy.has(socket)) socket.destroy()
  }

  /** What is still under way has half a second. */
  async close(): Promise<void> {
    this.drain()
    const timer = this.#parts.clock.after(closeGraceMs, () => this.#destroy())
    await this.#closed
    timer.cancel()
  }

  #destroy(): void {
    for (const session of this.#sessions) session.destroy()
    for (const socket of this.#sockets) socket.destroy()
  }

  #attach(): void {
    const server = this.#server
    // Node wraps every HTTP/2 stream in HTTP/1 objects once somebody listens to 'request'; this keeps the listener for
    // HTTP/1.1 from asking for that.
    server.removeAllListeners('newListener')
    server.on('secureConnection', (socket) => {
      this.#sockets.add(socket)
      if (this.#frontProxyCa) knowFrontProxies(socket, this.#frontProxyCa)
      socket.once('close', () => this.#sockets.delete(socket))
      socket.setNoDelay(true)
      socket.setKeepAlive(true, keepAliveMs)
    })
    server.on('session', (session) => {
      this.#sessions.add(session)
      session.once('close', () => this.#sessions.delete(session))
      session.on('error', () => session.destroy())
    })
    server.on('stream', (stream, headers) => {
      // A stream that waits for a window does not notice by itself that its client is gone, nor does its session.
      stream.once('aborted', () => stream.destroy())
      this.#streamRelease.watch(stream)
      const exchange = {
        head: streamHead(stream, headers, this.#parts.random),
        sink: streamSink(stream, headers),
      }
      this.#sendAwayByChance(stream)
      void this.#serve(exchange).finally(() => stopSending(stream))
    })
    server.on('request', (message, response) => {
      const http1 = {
        message: message as unknown as IncomingMessage,
        response: response as unknown as ServerResponse,
      }
      this.#busy.add(http1.message.socket)
      http1.response.once('close', () => this.#answered(http1.message.socket))
      const exchange = { head: messageHead(http1, this.#parts.random), sink: messageSink(http1) }
      void this.#serve(exchange).finally(() =>
        cutConnection(http1.message, http1.response, this.#parts.clock),
      )
    })
    server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy())
      this.#serveUpgrade({ request: message, socket, head })
    })
    server.on('tlsClientError', () => {})
  }

  /** What is under way on the connection goes on; what comes next takes another. */
  #sendAwayByChance({ session }: ServerHttp2Stream): void {
    const { goawayChance = 0, random } = this.#parts
    if (goawayChance > 0 && random.next() < goawayChance) session?.close()
  }

  #answered(socket: Duplex): void {
    this.#busy.delete(socket)
    if (this.#isDraining) socket.end()
  }

  #serve({ head, sink }: { head: HttpHead; sink: ResponseSink }): Promise<unknown> {
    const request = serverRequestOf(head)
    return (
      this.#parts
        .handler(request)
        .then((answer) =>
          sink.body.destroyed ? discard(answer) : this.#parts.writer.write(answer, request, sink),
        )
        .catch((error: unknown) => {
          this.#failed(head.target, error)
          sink.body.destroy()
        })
        // What nobody read of the request would keep its stream open.
        .finally(() => head.body.resume())
    )
  }

  /** A connection that stays with HTTP after all is answered once and closed. */
  #serveUpgrade(upgrade: UpgradeOffer): void {
    const message = upgrade.request
    const response = new ServerResponse(message)
    const head = {
      ...messageHead({ message, response }, this.#parts.random),
      signal: closeSignal(upgrade.socket),
      upgrade,
    }
    const request = serverRequestOf(head)
    this.#parts
      .handler(request)
      .then((answer) => {
        if (answer.kind === 'upgraded') return undefined
        const forSocket = socketAnswer(answer, request)
        if (forSocket)
          return writeToSocket(forSocket, { ...upgrade, query: request.query }, this.#parts.encoding)
        response.assignSocket(upgrade.socket as TLSSocket)
        response.shouldKeepAlive = false
        response.once('finish', () => upgrade.socket.end())
        return this.#parts.writer.write(answer, request, messageSink({ message, response }))
      })
      .catch((error: unknown) => {
        this.#failed(head.target, error)
        upgrade.socket.destroy()
      })
  }

  #failed(target: string, error: unknown): void {
    this.#parts.logger.error('answering failed', {
      target,
      error: error instanceof Error ? error.stack : String(error),
    })
  }
}

function discard(answer: Awaited<ReturnType<Handler>>): void {
  if (answer.kind === 'watch') answer.stream.close()
  if (answer.kind === 'bytes' && typeof answer.body === 'object' && Symbol.asyncIterator in answer.body)
    void answer.body[Symbol.asyncIterator]().return?.()
}

function isHttp2(socket: Duplex): boolean {
  return (socket as TLSSocket).alpnProtocol === 'h2'
}

function streamHead(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, random: Random): HttpHead {
  return {
    method: headers[':method'] ?? 'GET',
    target: headers[':path'] ?? '/',
    headers,
    body: stream,
    signal: closeSignal(stream),
    peer: peerIdentityOf(stream.session?.socket as TLSSocket),
    random,
    remoteAddress: () => stream.session?.socket.remoteAddress,
  }
}

/** One for all: making an error for each request that ends would cost a tenth of a GET. */
const clientGone = new Error('the client has gone')

/** Aborts when the client leaves before its answer is complete. */
function closeSignal(stream: Duplex | ServerResponse): AbortSignal {
  const controller = new AbortController()
  stream.once('close', () => {
    if (!stream.writableFinished) controller.abort(clientGone)
  })
  stream.on('error', () => controller.abort(clientGone))
  return controller.signal
}

function streamSink(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): ResponseSink {
  return {
    body: stream,
    isHead: headers[':method'] === 'HEAD',
    sendHead(code, answered) {
      if (!stream.destroyed && !stream.headersSent)
        stream.respond({ [constants.HTTP2_HEADER_STATUS]: code, ...answered })
    },
  }
}

interface Http1 {
  readonly message: IncomingMessage
  readonly response: ServerResponse
}

function messageHead({ message, response }: Http1, random: Random): HttpHead {
  return {
    method: message.method ?? 'GET',
    target: message.url ?? '/',
    headers: message.headers,
    body: message,
    signal: closeSignal(response),
    peer: peerIdentityOf(message.socket as TLSSocket),
    random,
    remoteAddress: () => message.socket.remoteAddress,
  }
}

function messageSink({ message, response }: Http1): ResponseSink {
  return {
    body: response,
    isHead: message.method === 'HEAD',
    sendHead(code, headers) {
      response.writeHead(code, headers)
      response.flushHeaders()
    },
  }
}
