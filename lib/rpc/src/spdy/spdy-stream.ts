import { Duplex } from 'node:stream'
import type { SpdyHeaders } from './header-block.ts'

/** What a stream asks of its connection. */
export interface SpdyFrames {
  data(streamId: number, bytes: Uint8Array, fin: boolean, written: (error?: Error | null) => void): void
  reset(streamId: number): void
  /** The reader took what was buffered: the connection may read on. */
  drained(): void
}

/** One bidirectional stream of a SPDY connection; ending it half-closes our side. */
export class SpdyStream extends Duplex {
  readonly id: number
  readonly headers: SpdyHeaders
  readonly #frames: SpdyFrames
  readonly #reply = Promise.withResolvers<void>()
  #isClosedByPeer = false

  constructor(frames: SpdyFrames, id: number, headers: SpdyHeaders) {
    super({ allowHalfOpen: true, readableHighWaterMark: 1 << 20 })
    this.#frames = frames
    this.id = id
    this.headers = headers
  }

  /** Resolves once the peer has taken the stream, or ended it. */
  get whenAccepted(): Promise<void> {
    return this.#reply.promise
  }

  /** The peer took the stream. */
  accepted(): void {
    this.#reply.resolve()
  }

  /** Data from the peer; false when the reader is behind. */
  receive(bytes: Uint8Array): boolean {
    return this.#isClosedByPeer || this.push(Buffer.from(bytes))
  }

  /** The peer half-closed its side. */
  receiveEnd(): void {
    this.#reply.resolve()
    if (this.#isClosedByPeer) return
    this.#isClosedByPeer = true
    this.push(null)
  }

  override _read(): void {
    this.#frames.drained()
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#frames.data(this.id, chunk, false, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#frames.data(this.id, new Uint8Array(0), true, done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.writableFinished) this.#frames.reset(this.id)
    done(error)
  }
}
