import { watch } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { type Clock, sleep } from '@knarr/machinery'
import type { LogOptions } from '@knarr/rpc'
import { parseLogLine } from './log-line.ts'

export interface LogControl {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Whether the container still runs: a follower stops when it does not and everything is read. */
  isRunning(): boolean
}

const chunkBytes = 64 * 1024
const newline = 0x0a
/** Watching tells of most writes at once; this catches the ones it misses. */
const pollMs = 500

/** A container's log as `kubectl logs` shows it, from its CRI log file. */
export async function* readContainerLog(
  path: string,
  options: LogOptions,
  control: LogControl,
): AsyncGenerator<Uint8Array> {
  const file = await openWhenThere(path, options, control)
  if (!file) return
  const reader = new LogFileReader(file, await startOf(file, options.tailLines))
  const writer = new LogWriter(options)
  try {
    while (!writer.isFull && !control.signal.aborted) {
      const wait = options.follow && control.isRunning() ? () => changed(path, control) : undefined
      const chunk = await reader.next()
      const text = writer.take(chunk)
      if (text.length > 0) yield text
      if (chunk.length === 0 && !(await hasMore(reader, path, options, wait))) return
    }
  } finally {
    await reader.close()
  }
}

/** Whether a newer file took this one's place; or else, where there is something to wait for, true after that. */
async function hasMore(
  reader: LogFileReader,
  path: string,
  { follow }: LogOptions,
  wait: (() => Promise<void>) | undefined,
): Promise<boolean> {
  if (follow && (await reader.followRotation(path))) return true
  await wait?.()
  return wait !== undefined
}

/** Reads a file that grows and may be replaced by a new one. */
class LogFileReader {
  #handle: FileHandle
  #position: number

  constructor(handle: FileHandle, position: number) {
    this.#handle = handle
    this.#position = position
  }

  /** What was written since; empty at the end. */
  async next(): Promise<Buffer> {
    const chunk = await readAt(this.#handle, this.#position)
    this.#position += chunk.length
    return chunk
  }

  /** Goes on with the file that has taken this one's place, if one has and this one is read to its end. */
  async followRotation(path: string): Promise<boolean> {
    if (!(await wasRotated(this.#handle, path))) return false
    if ((await this.#handle.stat()).size > this.#position) return true
    await this.#handle.close()
    this.#handle = await open(path)
    this.#position = 0
    return true
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }
}

/** The file may come a moment after the container. */
async function openWhenThere(
  path: string,
  { follow }: LogOptions,
  control: LogControl,
): Promise<FileHandle | undefined> {
  for (;;) {
    try {
      return await open(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      if (!follow || !control.isRunning() || control.signal.aborted) return undefined
      await sleep(control.clock, pollMs / 5, control.signal).catch(() => {})
    }
  }
}

async function readAt(handle: FileHandle, position: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(chunkBytes)
  const { bytesRead } = await handle.read(buffer, 0, chunkBytes, position)
  return buffer.subarray(0, bytesRead)
}

/** Where the last `tailLines` lines begin, found from the end backwards. */
async function startOf(handle: FileHandle, tailLines: number | undefined): Promise<number> {
  if (tailLines === undefined) return 0
  const { size } = await handle.stat()
  if (tailLines === 0) return size
  let left = tailLines + 1
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - chunkBytes)
    const buffer = Buffer.allocUnsafe(end - start)
    await handle.read(buffer, 0, buffer.length, start)
    for (let at = buffer.length - 1; at >= 0; at--) {
      if (buffer[at] === newline && --left === 0) return start + at + 1
    }
    end = start
  }
  return 0
}

async function wasRotated(handle: FileHandle, path: string): Promise<boolean> {
  const [opened, named] = await Promise.all([handle.stat(), stat(path).catch(() => undefined)])
  return named !== undefined && named.ino !== opened.ino
}

/** Resolves when the file was written to, after a while, or when the reader has gone. */
async function changed(path: string, { clock, signal }: LogControl): Promise<void> {
  const woken = new AbortController()
  const wake = (): void => woken.abort()
  signal.addEventListener('abort', wake, { once: true })
  let watcher: ReturnType<typeof watch> | undefined
  try {
    watcher = watch(path, wake)
    watcher.on('error', wake)
    await sleep(clock, pollMs, woken.signal)
  } catch {
    // Woken, or the file cannot be watched just now: look again.
  } finally {
    watcher?.close()
    signal.removeEventListener('abort', wake)
  }
}

/** Turns log lines into what was asked for. */
class LogWriter {
  readonly #options: LogOptions
  #left: number
  #isInPartial = false
  #rest: Buffer = Buffer.alloc(0)

  constructor(options: LogOptions) {
    this.#options = options
    this.#left = options.limitBytes ?? Number.POSITIVE_INFINITY
  }

  get isFull(): boolean {
    return this.#left <= 0
  }

  /** The text of the lines that `chunk` completes. */
  take(chunk: Buffer): Buffer {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    const parts: Buffer[] = []
    let start = 0
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      parts.push(...this.#line(bytes.subarray(start, end)))
      start = end + 1
    }
    this.#rest = Buffer.from(bytes.subarray(start))
    const text = Buffer.concat(parts)
    const cut = text.subarray(0, Math.min(text.length, this.#left))
    this.#left -= cut.length
    return cut
  }

  #line(bytes: Buffer): Buffer[] {
    const line = parseLogLine(bytes)
    if (!line || !this.#isWanted(line.stream, line.timestamp)) return []
    const begins = !this.#isInPartial
    this.#isInPartial = line.isPartial
    const { timestamps } = this.#options
    return [
      ...(timestamps && begins ? [Buffer.from(`${line.timestamp} `)] : []),
      line.content,
      ...(line.isPartial ? [] : [Buffer.from('\n')]),
    ]
  }

  #isWanted(stream: 'stdout' | 'stderr', timestamp: string): boolean {
    const { stream: asked = 'All', sinceTimeMs } = this.#options
    if (asked !== 'All' && asked.toLowerCase() !== stream) return false
    return sinceTimeMs === undefined || Date.parse(timestamp) >= sinceTimeMs
  }
}
