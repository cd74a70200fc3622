import { createReadStream, createWriteStream, mkdirSync, statSync } from 'node:fs'
import { appendFile, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Clock } from '@knarr/machinery'
import type { AuditBackend } from './audit-backend.ts'
import type { AuditEvent } from './audit-event.ts'

export interface LogBackendOptions {
  readonly path: string
  readonly clock: Clock
  /** Rotated files older than so many days are removed; 0: none for their age. */
  readonly maxAgeDays?: number
  /** So many rotated files are kept at most; 0: all. */
  readonly maxBackups?: number
  /** The file is rotated before it is longer than so many megabytes. */
  readonly maxSizeMb?: number
  readonly isCompressed?: boolean
  /** Hears that events could not be written. */
  failed(error: unknown): void
}

const dayMs = 86_400_000

/** A file with one event a line, rotated by size; what it was is renamed to `<name>-<time>.<extension>`. */
export class LogBackend implements AuditBackend {
  readonly #options: LogBackendOptions
  #lines: string[] = []
  #size: number
  #writing: Promise<void> | undefined

  /** @throws where the directory cannot be made */
  constructor(options: LogBackendOptions) {
    this.#options = options
    mkdirSync(dirname(options.path), { recursive: true, mode: 0o750 })
    this.#size = statSync(options.path, { throwIfNoEntry: false })?.size ?? 0
  }

  process(event: AuditEvent): void {
    this.#lines.push(`${JSON.stringify(event)}\n`)
    this.#writing ??= this.#write()
  }

  async close(): Promise<void> {
    await this.#writing
  }

  async #write(): Promise<void> {
    // Whatever is told within this turn is written at once.
    await Promise.resolve()
    while (this.#lines.length > 0) {
      const lines = this.#lines.splice(0)
      try {
        await this.#append(lines)
      } catch (error) {
        this.#options.failed(error)
      }
    }
    this.#writing = undefined
  }

  async #append(lines: readonly string[]): Promise<void> {
    const { path, maxSizeMb = 100 } = this.#options
    const limit = (maxSizeMb || 100) * 1024 * 1024
    let chunk = ''
    let bytes = 0
    for (const line of lines) {
      const length = Buffer.byteLength(line)
      if (this.#size + bytes > 0 && this.#size + bytes + length > limit) {
        if (chunk) await appendFile(path, chunk, { mode: 0o600 })
        await this.#rotate()
        chunk = ''
        bytes = 0
      }
      chunk += line
      bytes += length
    }
    await appendFile(path, chunk, { mode: 0o600 })
    this.#size += bytes
  }

  async #rotate(): Promise<void> {
    const { path, clock, isCompressed } = this.#options
    const time = new Date(clock.now()).toISOString().slice(0, -1).replaceAll(':', '-')
    const extension = extname(path)
    const backup = join(dirname(path), `${basename(path, extension)}-${time}${extension}`)
    await rename(path, backup)
    this.#size = 0
    if (isCompressed) await compress(backup)
    await this.#prune()
  }

  async #prune(): Promise<void> {
    const { maxAgeDays = 0, maxBackups = 0, clock, path } = this.#options
    const backups = await backupsOf(path)
    const oldest = clock.now() - maxAgeDays * dayMs
    const surplus = backups.filter(
      ({ atMs }, index) => (maxBackups > 0 && index >= maxBackups) || (maxAgeDays > 0 && atMs < oldest),
    )
    await Promise.all(surplus.map(({ file }) => rm(file, { force: true })))
  }
}

/** The rotated files, the newest first. */
async function backupsOf(path: string): Promise<{ file: string; atMs: number }[]> {
  const extension = extname(path)
  const prefix = `${basename(path, extension)}-`
  const names = await readdir(dirname(path))
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ file: join(dirname(path), name), atMs: timeOf(name.slice(prefix.length)) }))
    .filter(({ atMs }) => !Number.isNaN(atMs))
    .sort((a, b) => b.atMs - a.atMs)
}

/** Of `2026-01-02T15-04-05.000.log`. */
function timeOf(text: string): number {
  const [, day, hour, minute, rest] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})/.exec(text) ?? []
  return Date.parse(`${day}T${hour}:${minute}:${rest}Z`)
}

async function compress(file: string): Promise<void> {
  await pipeline(createReadStream(file), createGzip(), createWriteStream(`${file}.gz`, { mode: 0o600 }))
  await rm(file)
}

/** One event a line to wherever `write` leads: `--audit-log-path=-`. */
export function lineBackend(write: (line: string) => void): AuditBackend {
  return {
    process: (event) => write(`${JSON.stringify(event)}\n`),
    close: async () => {},
  }
}
