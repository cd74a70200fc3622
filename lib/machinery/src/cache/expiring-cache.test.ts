import { expect, it } from 'vitest'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { ExpiringCache } from './expiring-cache.ts'

it('keeps a value for its time', async () => {
  const clock = new VirtualClock()
  const cache = new ExpiringCache<string | undefined>(clock, 10)
  cache.set('a', 'x', 1000)
  cache.set('b', undefined, 2000)
  cache.set('c', 'y', 0)
  await clock.advance(999)
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toMatchObject([
    ...[{ value: 'x' }, { value: undefined }],
    undefined,
  ])
  await clock.advance(1)
  expect([cache.get('a'), cache.get('b')]).toMatchObject([undefined, { value: undefined }])
  cache.set('b', 'z', 0)
  expect(cache.get('b')).toBeUndefined()
})

it('forgets what was looked at longest ago where there are too many', () => {
  const cache = new ExpiringCache<number>(new VirtualClock(), 2)
  cache.set('a', 1, 1000)
  cache.set('b', 2, 1000)
  cache.get('a')
  cache.set('c', 3, 1000)
  expect(['a', 'b', 'c'].map((key) => cache.get(key)?.value)).toEqual([1, undefined, 3])
})
