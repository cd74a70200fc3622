import { VirtualClock } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { MemoryBackend } from '../memory/memory-backend.ts'
import { openStore } from '../mvcc/mvcc-store.ts'
import { CompactedError, type Store } from '../store.ts'
import { copyStore } from './copy-store.ts'

const open = (firstRevision = 0): Promise<Store> =>
  openStore(new MemoryBackend(), { clock: new VirtualClock(), firstRevision })

const head = '{"kind":"A","metadata":{"name":"a","resourceVersion":"'

async function filled(): Promise<Store> {
  const store = await open()
  const object = { bytes: Buffer.from(`${head}"},"x":"ä"}`), revisionAt: head.length }
  await store.commit({ key: '/registry/as/a', template: object, writer: 'me' })
  await store.commit({ key: '/registry/as/b', template: object, writer: 'me' })
  await store.commit({ key: '/registry/as/b', template: undefined, writer: 'me' })
  await store.commit({
    key: 'plain',
    template: { bytes: Buffer.from('"resourceVersion":"x"') },
    writer: 'me',
  })
  return store
}

it('gives every object a newer revision, in its own bytes too', async () => {
  const source = await filled()
  const target = await open(source.revision)
  expect(target.revision).toBe(4)
  expect(await copyStore(source, target, 'copy')).toEqual({ items: 2, revision: 6 })
  const item = await target.get('/registry/as/a')
  expect(item).toMatchObject({ modRevision: 5, createRevision: 5 })
  expect(Buffer.from(item?.value ?? []).toString()).toBe(`${head}5"},"x":"ä"}`)
  expect(Buffer.from((await target.get('plain'))?.value ?? []).toString()).toBe('"resourceVersion":"x"')
  expect(await target.get('/registry/as/b')).toBeUndefined()
  await expect(target.get('plain', { revision: 4 })).rejects.toThrow(CompactedError)
  expect(() => target.watch({ from: '', to: 'z', after: 3 }, () => {})).toThrow(CompactedError)
})

it('leaves a target alone that holds something', async () => {
  await expect(copyStore(await filled(), await filled(), 'copy')).rejects.toThrow('the target is not empty')
})

it('refuses a target that would let revisions go back', async () => {
  await expect(copyStore(await filled(), await open(3), 'copy')).rejects.toThrow(
    'the target has counted to revision 3, the source to 4',
  )
})
