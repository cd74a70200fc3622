import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { DataKeys } from './data-keys.ts'
import { decodeEncryptedObject, encodeEncryptedObject, sourceName } from './encrypted-object.ts'
import { extendedNonceGcm } from './extended-nonce-gcm.ts'

const path = '/registry/core/secrets/default/token'
const bytesFrom = (first: number) => Buffer.from(Array.from({ length: 32 }, (_, index) => first + index))

/** What was made elsewhere of the object {"kind":"Secret"}, by the seed or key of 32 bytes that count up. */
const knownAnswers = [
  [
    'by kube-apiserver 1.36 with a seed',
    0,
    'Ck1fEcg/YYQVX/s5UQ1uWqX3mkRX8t+a9NLcwBb/l40goJyS/6d/850jmTnauarctbu3BxnMyLM2VlwReT8/mFb480f3pYem8wyhCPWZMBIFa2V5LTEaDmVuY3J5cHRlZCBzZWVkIhkKE3ZlcnNpb24uZXhhbXBsZS5jb20SAgH/KAE=',
  ],
  [
    'by Python\u2019s cryptography with a seed, its nonces counting up',
    0,
    'Ck1kZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg8jJysvMzc7P0NHS0xZEDhhKLMQ4VUMufzxLhyS7iim8i3FpqeZnwlKzcmH8cRIFa2V5LTEaDmVuY3J5cHRlZCBzZWVkIhkKE3ZlcnNpb24uZXhhbXBsZS5jb20SAgH/KAE=',
  ],
  [
    'by Python\u2019s cryptography with a key',
    50,
    'Ci3IycrLzM3Oz9DR0tO9blslVHRIOQIgDD+Pet9cqlrz8Z/Lzg8drRLUzouI3QYSBWtleS0xGg5lbmNyeXB0ZWQgc2VlZA==',
  ],
] as const

const sealed = {
  encryptedData: Buffer.from('data'),
  keyID: 'key-1',
  encryptedDEKSource: Buffer.from('source'),
  annotations: {},
  encryptedDEKSourceType: 1,
}

describe('an envelope', () => {
  it.each(knownAnswers)('made %s is opened', async (_, first, base64) => {
    const object = decodeEncryptedObject(Buffer.from(base64, 'base64'))
    expect(object.keyID).toBe('key-1')
    expect(Buffer.from(object.encryptedDEKSource).toString()).toBe('encrypted seed')
    const keys = new DataKeys(new VirtualClock(), async () => bytesFrom(first))
    await keys.fetch(object)
    const opened = keys.find(object)?.open(object.encryptedData, path) ?? []
    expect(Buffer.from(opened).toString()).toBe('{"kind":"Secret"}')
    expect(() => keys.find(object)?.open(object.encryptedData, `${path}2`)).toThrow(
      'unable to authenticate data',
    )
    expect(Buffer.from(encodeEncryptedObject(object)).toString('base64')).toBe(base64)
  })

  it.each([
    [{ encryptedData: Buffer.alloc(0) }, 'encrypted data is empty'],
    [{ encryptedDEKSourceType: 2 }, 'unknown encryptedDEKSourceType: 2'],
    [{ keyID: '' }, 'failed to validate key id: keyID is empty'],
    [
      { keyID: 'é'.repeat(513) },
      'failed to validate key id: keyID is 1026 bytes, which exceeds the max size of 1024',
    ],
    [
      { encryptedDEKSource: Buffer.alloc(0) },
      'failed to validate encrypted DEK source: encrypted DEK source is empty',
    ],
    [
      { encryptedDEKSource: Buffer.alloc(1025) },
      'failed to validate encrypted DEK source: encrypted DEK source is 1025 bytes, which exceeds the max size of 1024',
    ],
    [
      { annotations: { local: Buffer.alloc(1) } },
      'failed to validate annotations: annotations: Invalid value: "local": should be a domain with at least two segments separated by dots',
    ],
    [
      { annotations: { 'a.example.com': Buffer.alloc(32 * 1024) } },
      'failed to validate annotations: total size of annotations is 32781, which exceeds the max size of 32768',
    ],
  ])('with %j is refused', (change, message) => {
    const bytes = encodeEncryptedObject({ ...sealed, ...change })
    expect(() => decodeEncryptedObject(bytes)).toThrow(new Error(message))
  })

  it.each(['', 'Upper.example.com', 'a_b.example.com', `${'a'.repeat(64)}.example.com`])(
    'with an annotation %j, which is no domain, is refused',
    (key) => {
      const bytes = encodeEncryptedObject({ ...sealed, annotations: { [key]: Buffer.alloc(1) } })
      expect(() => decodeEncryptedObject(bytes)).toThrow(/^failed to validate annotations: annotations: /)
    },
  )

  it('that takes all the room there is is none the worse for it', () => {
    const full = {
      ...sealed,
      keyID: 'k'.repeat(1024),
      encryptedDEKSource: Buffer.alloc(1024, 1),
      annotations: { 'a.example.com': Buffer.alloc(32 * 1024 - 13), 'b.example.com.': Buffer.alloc(0) },
    }
    expect(() => decodeEncryptedObject(encodeEncryptedObject(full))).toThrow('total size')
    const { 'a.example.com': most } = full.annotations
    expect(
      decodeEncryptedObject(encodeEncryptedObject({ ...full, annotations: { 'a.example.com': most } })),
    ).toBeDefined()
  })
})

it('a source is known by all that a plugin is asked with', () => {
  const names = [
    sealed,
    { ...sealed, keyID: 'key-2' },
    { ...sealed, encryptedDEKSource: Buffer.from('other') },
    { ...sealed, encryptedDEKSourceType: 0 },
    { ...sealed, annotations: { 'a.b': Buffer.from('c') } },
    { ...sealed, annotations: { 'a.b': Buffer.from('d') } },
  ].map(sourceName)
  expect(new Set(names).size).toBe(names.length)
  expect(sourceName({ ...sealed, annotations: { 'a.b': Buffer.of(1), 'c.d': Buffer.of(2) } })).toBe(
    sourceName({ ...sealed, annotations: { 'c.d': Buffer.of(2), 'a.b': Buffer.of(1) } }),
  )
})

it('two seals of one seed have keys of their own', () => {
  const cipher = extendedNonceGcm(bytesFrom(0))
  const [one, other] = [cipher.seal(Buffer.from('a'), path), cipher.seal(Buffer.from('a'), path)]
  expect(one.subarray(0, 32)).not.toEqual(other.subarray(0, 32))
  expect(() => cipher.open(one.subarray(0, 31), path)).toThrow('shorter than the required size')
  expect(() => extendedNonceGcm(Buffer.alloc(31))).toThrow('invalid seed length 31 used for key generation')
})

describe('data keys', () => {
  it('are asked for once, and known until nobody has used them for a day', async () => {
    const clock = new VirtualClock()
    let asked = 0
    const keys = new DataKeys(clock, async () => {
      asked++
      return bytesFrom(0)
    })
    await Promise.all([keys.fetch(sealed), keys.fetch(sealed)])
    expect([asked, keys.fetch(sealed), keys.size]).toEqual([1, undefined, 1])
    await clock.advance(25 * 3_600_000)
    expect(keys.find(sealed)).toBeDefined()
    await keys.fetch({ ...sealed, keyID: 'key-2' })
    expect(keys.size).toBe(2)
    await clock.advance(25 * 3_600_000)
    await keys.fetch({ ...sealed, keyID: 'key-3' })
    expect(keys.size).toBe(1)
  })

  it('that could not be had are asked for again', async () => {
    let answer = Buffer.alloc(5)
    const keys = new DataKeys(new VirtualClock(), async () => answer)
    await expect(keys.fetch(sealed)).rejects.toThrow('invalid seed length 5')
    await expect(keys.fetch({ ...sealed, encryptedDEKSourceType: 0 })).rejects.toThrow('invalid key size 5')
    answer = bytesFrom(0)
    await keys.fetch(sealed)
    expect(keys.find(sealed)).toBeDefined()
  })
})
