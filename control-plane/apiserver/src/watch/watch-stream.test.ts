import { VirtualClock } from '@knarr/machinery'
import type { Change } from '@knarr/storage'
import { describe, expect, it } from 'vitest'
import { everyObject } from '../registry/object-selector.ts'
import { WatchStream } from './watch-stream.ts'

function changeOf(revision: number): Change {
  const key = `/registry/core/configmaps/default/${revision}`
  const value = Buffer.from(`{"metadata":{"name":"${revision}","resourceVersion":"${revision}"}}`)
  const item = { key, value, createRevision: revision, modRevision: revision }
  return { revision, key, item, previous: undefined, origin: { writer: 'test', atMs: 0 } }
}

function openStream(limits?: { events: number; bytes: number }) {
  let listener: (changes: readonly Change[]) => void = () => {}
  let isWatched = true
  const stream = new WatchStream({
    clock: new VirtualClock(),
    watch(tell) {
      listener = tell
      const close = () => {
        isWatched = false
      }
      return { revision: 0, caughtUp: async () => {}, close }
    },
    after: 5,
    initial: [],
    endsInitialEvents: false,
    selector: everyObject,
    sendsBookmarks: false,
    timeoutMs: 1000,
    ...(limits ? { limits } : {}),
  })
  return { stream, tell: (...changes: Change[]) => listener(changes), isWatched: () => isWatched }
}

describe('a watch stream', () => {
  it('gathers what comes while nobody reads', async () => {
    const { stream, tell } = openStream()
    tell(changeOf(6), changeOf(7))
    tell(changeOf(8))
    expect(await stream.next()).toHaveLength(3)
  })

  it('passes over what was seen already', async () => {
    const { stream, tell } = openStream()
    tell(changeOf(4), changeOf(5), changeOf(6))
    expect(await stream.next()).toHaveLength(1)
  })

  it('wakes a reader that waits', async () => {
    const { stream, tell } = openStream()
    const waiting = stream.next()
    tell(changeOf(6))
    expect(await waiting).toHaveLength(1)
  })

  it.each([
    { events: 2, bytes: 1 << 20 },
    { events: 100, bytes: 100 },
  ])('is closed when its reader falls behind %o', async (limits) => {
    const { stream, tell, isWatched } = openStream(limits)
    tell(changeOf(6), changeOf(7), changeOf(8))
    expect(isWatched()).toBe(false)
    await stream.next()
    expect(await stream.next()).toBeUndefined()
  })
})
