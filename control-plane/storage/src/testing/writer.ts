import { flushCompileCache } from 'node:module'
import { LmdbBackend } from '../lmdb/lmdb-backend.ts'
import { openStore } from '../mvcc/mvcc-store.ts'

/**
 * A process for the crash test to kill: writes to the store in the directory it is given for as long as
 * it lives, and prints `revision key` once the revision is acknowledged.
 */
async function main(directory: string): Promise<void> {
  const store = await openStore(await LmdbBackend.open(directory), { clock: { now: () => 0, after: never } })
  // It will be killed, and then has no time left to keep what it compiled for the next one.
  flushCompileCache()
  const from = store.revision
  const keep = async (lane: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const key = `${lane}/${i % 5}`
      const isDeletion = i % 11 === 10
      const template = isDeletion
        ? undefined
        : { bytes: Buffer.from(`${key}=`.padEnd(500, '.')), revisionAt: key.length + 1 }
      const change = await store.commit({ key, template, writer: `${from}` }).catch(() => undefined)
      if (change) process.stdout.write(`${change.revision} ${key}\n`)
    }
  }
  await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(keep))
}

function never(): never {
  throw new Error('this store sets no timers')
}

await main(process.argv[2] ?? '')
