import { constants } from 'node:fs'
import { access, type FileHandle, mkdir, open, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { open as openLmdb, type RootDatabase } from 'lmdb'
import type { Backend, Batch, Entry } from '../backend.ts'
import { BackendError } from '../backend-error.ts'
import { failure, reasonOf } from './failure.ts'

type Database = RootDatabase<Buffer, string>

/** LMDB's magic number, as it stands in the file on little-endian machines. */
const mark = Buffer.of(0xde, 0xc0, 0xef, 0xbe)

/** Keys as their bare UTF-8 bytes: lmdb's own encoding of strings has another order. */
const utf8Keys = {
  writeKey(key: string, target: Buffer, start: number): number {
    const bytes = Buffer.from(key)
    target.set(bytes, start)
    return start + bytes.length
  },
  readKey(source: Buffer, start: number, end: number): string {
    return source.toString('utf8', start, end)
  },
}

const openHere = new Set<string>()

/**
 * Keeps the entries in an LMDB file: crash-safe, written off the main thread, one fdatasync for all
 * batches that arrive while one is under way. One process at a time.
 */
export class LmdbBackend implements Backend {
  readonly #db: Database
  readonly #directory: string
  #closing: Promise<void> | undefined

  private constructor(db: Database, directory: string) {
    this.#db = db
    this.#directory = directory
  }

  /** Opens the store in `directory`, which is made if it is missing. @throws BackendError */
  static async open(directory: string): Promise<LmdbBackend> {
    const path = await prepare(directory)
    if (openHere.has(path))
      throw new BackendError('Locked', `the store in ${path} is already open in this process`)
    openHere.add(path)
    let db: Database | undefined
    try {
      db = openLmdb<Buffer, string>({
        path,
        noSubdir: false,
        encoding: 'binary',
        keyEncoder: utf8Keys,
        // A commit resolves after the flush, not before it.
        overlappingSync: false,
        // Its own batches have a promise that nobody can catch; every commit here is an explicit batch.
        eventTurnBatching: false,
      })
      refuseSharing(db, path)
      return new LmdbBackend(db, path)
    } catch (error) {
      openHere.delete(path)
      await db?.close()
      throw failure(error, path, 'open')
    }
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    this.#refuseClosed()
    return this.#db.getBinary(key)
  }

  range(from: string, to: string): AsyncIterable<Entry> {
    return { [Symbol.asyncIterator]: () => this.#iterate(from, to) }
  }

  async commit(batch: Batch): Promise<void> {
    this.#refuseClosed()
    try {
      await this.#db.batch(() => {
        for (const key of batch.deletes ?? []) this.#start(this.#db.remove(key))
        for (const [key, value] of batch.puts ?? []) this.#start(this.#db.put(key, value as Buffer))
      })
    } catch (error) {
      throw failure(await reasonOf(error, this.#directory), this.#directory, 'write')
    }
  }

  /** Written out, because an async generator would take longer for an entry than LMDB does. */
  #iterate(from: string, to: string): AsyncIterator<Entry> {
    this.#refuseClosed()
    // LMDB has no empty key.
    const start = from === '' ? '\0' : from
    const entries = this.#db.getRange({ start, end: to })[Symbol.iterator]()
    const done: IteratorResult<Entry> = { done: true, value: undefined }
    return {
      next: async () => {
        const { done: isOver, value: entry } = entries.next()
        return isOver ? done : { done: false, value: [entry.key, entry.value] }
      },
      return: async () => {
        entries.return?.()
        return done
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close()
    await this.#closing
  }

  async #close(): Promise<void> {
    await this.#db.close()
    openHere.delete(this.#directory)
  }

  /** The batch answers for its parts. */
  #start(part: Promise<boolean>): void {
    part.then(undefined, () => {})
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined)
      throw new BackendError('Failed', `the store in ${this.#directory} is closed`)
  }
}

async function prepare(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK)
    const path = await realpath(directory)
    await refuseForeign(path)
    return path
  } catch (error) {
    throw failure(error, directory, 'open')
  }
}

/** The native code crashes on a file that is not its own, so the mark at the file's beginning is looked at first. */
async function refuseForeign(path: string): Promise<void> {
  const data = await readStart(join(path, 'data.mdb'))
  if (data.length === 0 || data.includes(mark)) return
  throw new BackendError(
    'Unreadable',
    `cannot open the store in ${path}: the file in it is damaged or no store`,
  )
}

async function readStart(path: string): Promise<Buffer> {
  let file: FileHandle
  try {
    file = await open(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.of()
    throw error
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** LMDB lets processes share a file; two control planes on one log would overwrite each other's revisions. */
function refuseSharing(db: Database, path: string): void {
  db.getBinary('\0')
  db.readerCheck()
  const pids = db.readerList().matchAll(/^\s*(\d+) [0-9a-f]+ /gm)
  for (const [, pid] of pids) {
    if (Number(pid) !== process.pid)
      throw new BackendError('Locked', `the store in ${path} is in use by process ${pid}`)
  }
}
