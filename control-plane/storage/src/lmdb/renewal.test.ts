import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualClock } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { openStore } from '../mvcc/mvcc-store.ts'
import { LmdbBackend } from './lmdb-backend.ts'

const nodes = 500
const renewalMs = 10_000
const retention = { maxBytes: 256 * 1024, maxAgeMs: 6 * renewalMs, memoryBytes: 64 * 1024 }

async function bytesIn(directory: string): Promise<number> {
  const files = await readdir(directory)
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(directory, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

it('leases that are renewed on and on take no more room than those of a few minutes', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'knarr.storage-'))
  const clock = new VirtualClock()
  const store = await openStore(await LmdbBackend.open(directory), { clock, retention })
  const renewAll = async (rounds: number): Promise<number> => {
    for (let round = 0; round < rounds; round++) {
      await clock.advance(renewalMs)
      const renewals = Array.from({ length: nodes }, (_, node) => {
        const bytes = Buffer.from(`node-${node} ${clock.now()}`.padEnd(400, '.'))
        return store.commit({
          key: `/leases/${node}`,
          template: { bytes, revisionAt: 400 },
          writer: 'kubelet',
        })
      })
      await Promise.all(renewals)
      // What is being forgotten is so before the next round: the clock here outruns the disk.
      await store.compact(store.compactedRevision)
    }
    return bytesIn(directory)
  }
  try {
    const settled = await renewAll(20)
    const later = await renewAll(30)
    expect(later).toBeLessThan(settled * 1.25)
    expect(store.revision - store.compactedRevision).toBeLessThan(nodes * 10)
  } finally {
    await store[Symbol.asyncDispose]()
    await rm(directory, { recursive: true })
  }
})
