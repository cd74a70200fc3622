import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { MemoryBackend } from '../memory/memory-backend.ts'
import { openStore } from '../mvcc/mvcc-store.ts'
import type { Store } from '../store.ts'
import { readSnapshot, restoreSnapshot, writeSnapshot } from './snapshot.ts'

const clock = new VirtualClock()
const head = '{"metadata":{"name":"a","resourceVersion":"'

const open = (firstRevision = 0): Promise<Store> => openStore(new MemoryBackend(), { clock, firstRevision })

async function filled(): Promise<Store> {
  const store = await open()
  const object = { bytes: Buffer.from(`${head}"}}`), revisionAt: head.length }
  for (const key of ['b', 'a', 'ü']) await store.commit({ key, template: object, writer: 'test' })
  await store.commit({ key: 'raw', template: { bytes: Buffer.of(0, 255, 10, 13) }, writer: 'test' })
  return store
}

const textOf = async (store: Store): Promise<string> =>
  Buffer.concat(await Array.fromAsync(writeSnapshot(store))).toString()

describe('a snapshot', () => {
  it('is restored with new revisions, each object with its own', async () => {
    const source = await filled()
    const snapshot = readSnapshot(await textOf(source))
    const target = await open(snapshot.revision)
    expect(await restoreSnapshot(snapshot, target, 'restore')).toEqual({ items: 4, revision: 8 })
    const { items } = await target.range('', '\u{10ffff}')
    expect(items.map(({ key, modRevision }) => [key, modRevision])).toEqual([
      ...[
        ['a', 6],
        ['b', 5],
        ['raw', 8],
        ['ü', 7],
      ],
    ])
    expect(Buffer.from(items[0]?.value ?? []).toString()).toBe(`${head}6"}}`)
    expect(items[2]?.value).toEqual(Buffer.of(0, 255, 10, 13))
  })

  it('is not restored over what is there, nor where revisions would go back', async () => {
    const source = await filled()
    const snapshot = readSnapshot(await textOf(source))
    await expect(restoreSnapshot(snapshot, source, 'x')).rejects.toThrow('the target is not empty')
    await expect(restoreSnapshot(snapshot, await open(), 'x')).rejects.toThrow(
      'the target has counted to revision 0, the snapshot to 4: revisions would go back',
    )
  })

  it.each([
    ['nothing', () => '', 'this is no snapshot'],
    ['something else', () => '{"kind":"Pod"}\n{}\n', 'this is no snapshot'],
    ['half of it', (text: string) => `${text.split('\n').slice(0, 3).join('\n')}\n`, 'damaged'],
    ['a changed one', (text: string) => text.replace('"key":"a"', '"key":"c"'), 'damaged'],
  ])('of %s is refused', async (_, damage, message) => {
    const text = await textOf(await filled())
    expect(() => readSnapshot(damage(text))).toThrow(message)
  })
})
