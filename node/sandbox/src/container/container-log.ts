import { once } from 'node:events'
import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'

type StreamName = 'stdout' | 'stderr'

const longestLine = 16 * 1024
const newline = 0x0a

/**
 * Cuts a stream into the lines of a CRI log: `<time> <stream> F <text>`, and `P` for a piece of a line that
 * was too long or has not ended yet.
 */
export class LogFramer {
  readonly #stream: StreamName
  readonly #now: () => string
  #rest: Buffer = Buffer.alloc(0)

  constructor(stream: StreamName, now: () => string) {
    this.#stream = stream
    this.#now = now
  }

  /** The log's bytes for what is complete. */
  add(chunk: Buffer): Buffer {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const pieces: Buffer[] = []
    let at = 0
    for (;;) {
      const end = data.indexOf(newline, at)
      const length = (end < 0 ? data.length : end) - at
      if (length > longestLine) {
        pieces.push(this.#line('P', data.subarray(at, at + longestLine)))
        at += longestLine
      } else if (end < 0) {
        break
      } else {
        pieces.push(this.#line('F', data.subarray(at, end)))
        at = end + 1
      }
    }
    this.#rest = Buffer.from(data.subarray(at))
    return Buffer.concat(pieces)
  }

  /** The log's bytes for a last line without an end: a piece, as containerd has it, so readers add no newline. */
  end(): Buffer {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    return rest.length > 0 ? this.#line('P', rest) : rest
  }

  #line(tag: 'F' | 'P', text: Uint8Array): Buffer {
    return Buffer.concat([Buffer.from(`${this.#now()} ${this.#stream} ${tag} `), text, Buffer.from('\n')])
  }
}

/** RFC 3339 with nine decimals, as CRI logs have it. */
export function logTimestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000000Z`
}

export interface ContainerLogOptions {
  readonly path: string
  readonly fifos: { readonly stdout: string; readonly stderr: string }
  readonly now: () => number
  /** Told once of a log that cannot be written (a full disk): output is dropped until it is opened anew. */
  readonly onError: (error: Error) => void
}

/** Reads a container's output FIFOs, writes its log and passes the output on to who is attached. */
export class ContainerLog {
  readonly #options: ContainerLogOptions
  readonly #listeners = new Set<(stream: StreamName, chunk: Buffer) => void>()
  readonly #sockets: Socket[] = []
  #file: number | undefined
  /** Resolves when both streams have ended. */
  readonly ended: Promise<void>

  constructor(options: ContainerLogOptions) {
    this.#options = options
    this.reopen()
    this.ended = Promise.all([this.#read('stdout'), this.#read('stderr')]).then(() => this.#closeFile())
  }

  /** Starts a new file after the old one was moved away. */
  reopen(): void {
    this.#closeFile()
    if (this.#options.path) this.#file = openSync(this.#options.path, 'a', 0o640)
  }

  /** Calls `listener` with output as it comes; gives a function that ends that. */
  listen(listener: (stream: StreamName, chunk: Buffer) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Stops reading, whoever still writes. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async #read(stream: StreamName): Promise<void> {
    const framer = new LogFramer(stream, () => logTimestamp(this.#options.now()))
    // A FIFO is opened without waiting for a writer and read by epoll: read by a thread it would hold one.
    const path = this.#options.fifos[stream]
    if (!existsSync(path)) return
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const socket = new Socket({ fd, readable: true, writable: false })
    this.#sockets.push(socket)
    socket.on('data', (chunk: Buffer) => {
      this.#write(framer.add(chunk))
      for (const listener of this.#listeners) listener(stream, chunk)
    })
    socket.on('error', () => socket.destroy())
    await once(socket, 'close')
    this.#write(framer.end())
  }

  #write(bytes: Buffer): void {
    if (this.#file === undefined) return
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
    } catch (error) {
      this.#closeFile()
      this.#options.onError(error as Error)
    }
  }

  #closeFile(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }
}
