import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { seededRandom, VirtualClock } from '@knarr/machinery'
import { expect } from 'vitest'
import { LmdbBackend } from '../lmdb/lmdb-backend.ts'
import { openStore } from '../mvcc/mvcc-store.ts'
import type { Change } from '../store.ts'

const writer = fileURLToPath(new URL('./writer.ts', import.meta.url))
const lanes = 2

/** Lets a process write, kills it after so many acknowledgements, and returns what it acknowledged. */
async function writeAndKill(directory: string, acknowledgements: number): Promise<Map<number, string>> {
  const env = { NODE_COMPILE_CACHE: join(tmpdir(), 'knarr-compile-cache') }
  const child = spawn(process.execPath, [writer, directory], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let printed = ''
  let isKilled = false
  let lines = 0
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    printed += chunk
    lines += chunk.split('\n').length - 1
    if (isKilled || lines <= acknowledgements) continue
    isKilled = child.kill('SIGKILL')
  }
  const [, signal] = await exited
  expect(signal).toBe('SIGKILL')
  const whole = printed.slice(0, printed.lastIndexOf('\n')).split('\n')
  return new Map(whole.map((line) => [Number(line.split(' ')[0]), line.split(' ')[1] ?? '']))
}

/** Everything that `after` a revision was written, checked to be whole and without a gap. */
async function reread(directory: string, after: number): Promise<Map<number, string>> {
  await using store = await openStore(await LmdbBackend.open(directory), { clock: new VirtualClock() })
  const changes: Change[] = []
  await store.watch({ from: '', to: 'z', after }, (some) => changes.push(...some)).caughtUp()
  expect(changes.map(({ revision }) => revision)).toEqual(changes.map((_, i) => after + 1 + i))
  expect(changes.at(-1)?.revision ?? after).toBe(store.revision)
  for (const { item, key, revision } of changes) {
    const expected = `${key}=${revision}`
    if (item) expect(Buffer.from(item.value).toString()).toBe(expected + '.'.repeat(500 - key.length - 1))
  }
  if (store.revision > 2000) await store.compact(store.revision - 1000)
  return new Map(changes.map(({ revision, key }) => [revision, key]))
}

/** One directory, written, killed and read again so many times over. */
async function lane(number: number, kills: number): Promise<number> {
  const random = seededRandom(number)
  const directory = await mkdtemp(join(tmpdir(), 'knarr-crash-'))
  let revision = 0
  let acknowledged = 0
  try {
    for (let round = number; round < kills; round += lanes) {
      const told = await writeAndKill(directory, Math.floor(random.next() * 100))
      const found = await reread(directory, revision)
      for (const [at, key] of told) expect(found.get(at), `acknowledged revision ${at}`).toBe(key)
      revision += found.size
      acknowledged += told.size
    }
  } finally {
    await rm(directory, { recursive: true })
  }
  return acknowledged
}

/**
 * Lets processes write to stores on LMDB and kills them so many times over: every acknowledged write is to be found,
 * whole and in order.
 */
export async function surviveKills(kills: number): Promise<void> {
  const lanesDone = Array.from({ length: lanes }, (_, number) => lane(number, kills))
  for (const count of await Promise.all(lanesDone)) expect(count).toBeGreaterThan(kills / lanes)
}
