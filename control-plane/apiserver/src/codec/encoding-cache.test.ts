import type { Item } from '@knarr/storage'
import { describe, expect, it, vi } from 'vitest'
import { EncodingCache } from './encoding-cache.ts'

const itemOf = (key: string): Item => ({ key, value: Buffer.of(), createRevision: 1, modRevision: 1 })

describe('EncodingCache', () => {
  it('encodes an item once in each form', () => {
    const cache = new EncodingCache()
    const item = itemOf('a')
    const encode = vi.fn(() => Buffer.from('{}'))
    expect(cache.get(item, 'json', encode)).toBe(cache.get(item, 'json', encode))
    cache.get(item, 'table', encode)
    expect(encode).toHaveBeenCalledTimes(2)
  })

  it('keeps no more memory with an encoding than its own', () => {
    const pooled = Buffer.concat([Buffer.from('some '), Buffer.from('bytes')])
    expect(pooled.buffer.byteLength).toBeGreaterThan(pooled.byteLength)
    const kept = new EncodingCache().get(itemOf('a'), 'json', () => pooled)
    expect(Buffer.from(kept).toString()).toBe('some bytes')
    expect(kept.buffer.byteLength).toBe(kept.byteLength)
  })

  it('forgets what was not asked for for long', () => {
    const cache = new EncodingCache(1000)
    const encode = vi.fn(() => Buffer.alloc(100))
    const item = itemOf('a')
    cache.get(item, 'json', encode)
    for (let more = 0; more < 20; more++) cache.get(itemOf(`b${more}`), 'json', () => Buffer.alloc(100))
    cache.get(item, 'json', encode)
    expect(encode).toHaveBeenCalledTimes(2)
  })

  it('puts the same run of events together once, of each name the newest', () => {
    const cache = new EncodingCache()
    const [a, b] = [Buffer.from('a'), Buffer.from('b')]
    const join = vi.fn(() => Buffer.concat([a, b]))
    expect(cache.chunk('json', [a, b], join)).toBe(cache.chunk('json', [a, b], join))
    expect(join).toHaveBeenCalledTimes(1)
    cache.chunk('table', [a, b], join)
    cache.chunk('json', [a], join)
    cache.chunk('json', [a, b], join)
    expect(join).toHaveBeenCalledTimes(4)
  })
})
