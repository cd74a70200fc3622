import type { Duplex } from 'node:stream'
import { HeaderCodec, type SpdyHeaders } from './header-block.ts'
import { type SpdyFrames, SpdyStream } from './spdy-stream.ts'

const synStream = 1
const synReply = 2
const rstStream = 3
const ping = 6
const goAway = 7
const windowUpdate = 9
const fin = 1
const maxDataFrame = 32 * 1024
const maxControlFrame = 256 * 1024

export interface SpdyConnectionOptions {
  readonly role: 'server' | 'client'
  /** A stream the peer opened. */
  onStream?(stream: SpdyStream): void
  onClose?(error?: Error): void
}

/**
 * SPDY/3.1 framing as client-go and containerd speak it for exec, attach and port-forward.
 *
 * Flow-control windows are granted but not waited for: the peers' implementation (moby/spdystream) ignores
 * them. Back-pressure is the socket's: it is paused while a stream's reader is behind.
 */
export class SpdyConnection implements SpdyFrames {
  readonly #socket: Duplex
  readonly #options: SpdyConnectionOptions
  readonly #codec = new HeaderCodec()
  readonly #streams = new Map<number, SpdyStream>()
  #pending: Buffer = Buffer.alloc(0)
  #isReading = false
  #isPaused = false
  #isClosed = false
  #hasPeerLeft = false
  #nextId: number
  #sending: Promise<unknown> = Promise.resolve()

  constructor(socket: Duplex, options: SpdyConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.#nextId = options.role === 'client' ? 1 : 2
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('end', () => this.#peerLeft())
    socket.on('close', () => this.#peerLeft())
    socket.on('error', (error: Error) => this.close(error))
  }

  /** Opens a stream; the peer learns its purpose from the headers (`streamtype`, `port`, …). */
  async createStream(headers: SpdyHeaders): Promise<SpdyStream> {
    const id = this.#nextId
    this.#nextId += 2
    const stream = new SpdyStream(this, id, headers)
    this.#streams.set(id, stream)
    await this.#sendHeaders(async () => {
      const block = await this.#codec.encode(headers)
      const body = Buffer.alloc(10)
      body.writeUInt32BE(id)
      this.#control(synStream, Buffer.concat([body, block]))
    })
    return stream
  }

  data(streamId: number, bytes: Uint8Array, isLast: boolean, written: (error?: Error | null) => void): void {
    if (this.#isClosed) {
      written(new Error('SPDY connection is closed'))
      return
    }
    let at = 0
    do {
      const part = bytes.subarray(at, at + maxDataFrame)
      at += maxDataFrame
      const header = Buffer.alloc(8)
      header.writeUInt32BE(streamId)
      header[4] = isLast && at >= bytes.length ? fin : 0
      header.writeUIntBE(part.length, 5, 3)
      this.#socket.write(header)
      if (part.length > 0) this.#socket.write(part)
    } while (at < bytes.length)
    if (this.#socket.writableNeedDrain) this.#socket.once('drain', () => written())
    else written()
  }

  reset(streamId: number): void {
    this.#streams.delete(streamId)
    if (this.#isClosed) return
    const body = Buffer.alloc(8)
    body.writeUInt32BE(streamId)
    body.writeUInt32BE(5, 4) // CANCEL
    this.#control(rstStream, body)
  }

  drained(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#socket.resume()
    void this.#read()
  }

  close(error?: Error): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const stream of this.#streams.values()) stream.receiveEnd()
    this.#streams.clear()
    this.#codec.close()
    this.#socket.end()
    this.#options.onClose?.(error)
  }

  /** What the peer sent before it left is still delivered. */
  #peerLeft(): void {
    this.#hasPeerLeft = true
    void this.#read()
  }

  #receive(chunk: Buffer): void {
    this.#pending = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk
    void this.#read()
  }

  /** Takes whole frames off what is pending, one at a time: header blocks are decoded asynchronously, in order. */
  async #read(): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    try {
      for (let frame = this.#nextFrame(); frame && !this.#isClosed; frame = this.#nextFrame()) {
        if (((frame[0] as number) & 0x80) === 0) this.#dataFrame(frame)
        else await this.#controlFrame(frame)
      }
    } catch (error) {
      this.close(error instanceof Error ? error : new Error(String(error)))
    } finally {
      this.#isReading = false
    }
    if (this.#hasPeerLeft && !this.#isPaused) this.close()
  }

  #nextFrame(): Buffer | undefined {
    if (this.#isPaused || this.#pending.length < 8) return undefined
    const length = this.#pending.readUIntBE(5, 3)
    const isControl = ((this.#pending[0] as number) & 0x80) !== 0
    if (isControl && length > maxControlFrame) throw new RangeError(`SPDY control frame of ${length} bytes`)
    if (this.#pending.length < 8 + length) return undefined
    const frame = this.#pending.subarray(0, 8 + length)
    this.#pending = this.#pending.subarray(8 + length)
    return frame
  }

  #dataFrame(frame: Buffer): void {
    const id = frame.readUInt32BE(0) & 0x7fffffff
    const stream = this.#streams.get(id)
    const bytes = frame.subarray(8)
    if (bytes.length > 0) {
      if (stream && !stream.receive(bytes)) {
        this.#isPaused = true
        this.#socket.pause()
      }
      this.#grant(id, bytes.length)
      this.#grant(0, bytes.length)
    }
    if (((frame[4] as number) & fin) !== 0) stream?.receiveEnd()
  }

  async #controlFrame(frame: Buffer): Promise<void> {
    const body = frame.subarray(8)
    switch (frame.readUInt16BE(2)) {
      case synStream:
        return await this.#accept(body, ((frame[4] as number) & fin) !== 0)
      case synReply:
        await this.#codec.decode(body.subarray(4))
        this.#streams.get(body.readUInt32BE(0) & 0x7fffffff)?.accepted()
        if (((frame[4] as number) & fin) !== 0)
          this.#streams.get(body.readUInt32BE(0) & 0x7fffffff)?.receiveEnd()
        return
      case rstStream:
        this.#streams.get(body.readUInt32BE(0) & 0x7fffffff)?.receiveEnd()
        this.#streams.delete(body.readUInt32BE(0) & 0x7fffffff)
        return
      case ping:
        // The peer's pings have its parity; ours, which we never send, would have the other.
        this.#socket.write(frame)
        return
      case goAway:
        if (this.#streams.size === 0) this.close()
    }
  }

  async #accept(body: Buffer, isEnded: boolean): Promise<void> {
    const id = body.readUInt32BE(0) & 0x7fffffff
    const stream = new SpdyStream(this, id, await this.#codec.decode(body.subarray(10)))
    this.#streams.set(id, stream)
    await this.#sendHeaders(async () => {
      const block = await this.#codec.encode({})
      const prefix = Buffer.alloc(4)
      prefix.writeUInt32BE(id)
      this.#control(synReply, Buffer.concat([prefix, block]))
    })
    if (isEnded) stream.receiveEnd()
    this.#options.onStream?.(stream)
  }

  /** Header blocks leave in the order they went through the compressor. */
  #sendHeaders(send: () => Promise<void>): Promise<void> {
    const sent = this.#sending.then(send)
    this.#sending = sent.catch(() => {})
    return sent
  }

  #grant(streamId: number, bytes: number): void {
    const body = Buffer.alloc(8)
    body.writeUInt32BE(streamId)
    body.writeUInt32BE(bytes, 4)
    this.#control(windowUpdate, body)
  }

  #control(type: number, body: Buffer): void {
    if (this.#isClosed) return
    const header = Buffer.alloc(8)
    header.writeUInt16BE(0x8003)
    header.writeUInt16BE(type, 2)
    header.writeUIntBE(body.length, 5, 3)
    this.#socket.write(Buffer.concat([header, body]))
  }
}
