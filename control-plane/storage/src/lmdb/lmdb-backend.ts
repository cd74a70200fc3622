import { constants } from 'node:fs'
import { access, mkdir, realpath } from 'node:fs/promises'
import { open, type RootDatabase } from 'lmdb'
import type { Backend, Batch, Entry } from '../backend.ts'
import { BackendError } from '../backend-error.ts'
import { failure, reasonOf } from './failure.ts'

type Database = RootDatabase<Buffer, Buffer>

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
      db = open<Buffer, Buffer>({
        path,
        noSubdir: false,
        encoding: 'binary',
        keyEncoding: 'binary',
        // A commit resolves after the flush, not before it.
        overlappingSync: false,
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
    return this.#db.getBinary(Buffer.from(key))
  }

  async *range(from: string, to: string): AsyncGenerator<Entry> {
    this.#refuseClosed()
    const transaction = this.#db.useReadTransaction()
    try {
      // LMDB has no empty key.
      const start = from === '' ? Buffer.of(0) : Buffer.from(from)
      for (const { key, value } of this.#db.getRange({ start, end: Buffer.from(to), transaction })) {
        yield [key.toString(), value]
      }
    } finally {
      transaction.done()
    }
  }

  async commit(batch: Batch): Promise<void> {
    this.#refuseClosed()
    try {
      await this.#db.batch(() => {
        for (const key of batch.deletes ?? []) void this.#db.remove(Buffer.from(key))
        for (const [key, value] of batch.puts ?? []) void this.#db.put(Buffer.from(key), value as Buffer)
      })
    } catch (error) {
      throw failure(await reasonOf(error), this.#directory, 'write')
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

  #refuseClosed(): void {
    if (this.#closing !== undefined)
      throw new BackendError('Failed', `the store in ${this.#directory} is closed`)
  }
}

async function prepare(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK)
    return await realpath(directory)
  } catch (error) {
    throw failure(error, directory, 'open')
  }
}

/** LMDB lets processes share a file; two control planes on one log would overwrite each other's revisions. */
function refuseSharing(db: Database, path: string): void {
  db.getBinary(Buffer.of(0))
  db.readerCheck()
  const pids = db.readerList().matchAll(/^\s*(\d+) [0-9a-f]+ /gm)
  for (const [, pid] of pids) {
    if (Number(pid) !== process.pid)
      throw new BackendError('Locked', `the store in ${path} is in use by process ${pid}`)
  }
}
