import type { Random } from '@knarr/machinery'

export const below = (random: Random, limit: number): number => Math.floor(random.next() * limit)
export const oneOf = <T>(random: Random, all: readonly T[]): T => all[below(random, all.length)] as T

/** Some bytes of a good input changed, cut, doubled or put elsewhere, one to six times. */
export function mangleBytes(good: Uint8Array, random: Random): Uint8Array {
  let bytes = Buffer.from(good)
  for (let times = 1 + below(random, 6); times > 0; times--) {
    const from = below(random, bytes.length + 1)
    const to = Math.min(bytes.length, from + below(random, 24))
    const changed = [
      () => Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]),
      () => Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]),
      () => Buffer.concat([bytes.subarray(0, from), Buffer.of(below(random, 256)), bytes.subarray(from)]),
      () => {
        if (from < bytes.length) bytes[from] = below(random, 256)
        return bytes
      },
      () => {
        if (from < bytes.length) bytes[from] = (bytes[from] ?? 0) ^ (1 << below(random, 8))
        return bytes
      },
    ]
    bytes = oneOf(random, changed)()
  }
  return bytes
}

/** A text in which words of its language were taken out, doubled, exchanged or put in. */
export function mangleText(good: string, words: readonly string[], random: Random): string {
  const parts = good.match(/\w+|\s+|[^\w\s]/g) ?? ['']
  for (let times = 1 + below(random, 5); times > 0; times--) {
    const at = below(random, parts.length)
    const word = random.next() < 0.5 ? oneOf(random, words) : oneOf(random, parts)
    const isNew = random.next() < 0.5
    parts.splice(at, isNew ? 0 : 1, ...(random.next() < 0.2 ? [] : [word]))
  }
  return parts.join('')
}

const oddities: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e308, '', 'a', '1', '10Gi', '-', '/', '~1', '..'],
  ...[
    '2024-01-01T00:00:00Z',
    '__proto__',
    'x'.repeat(300),
    [],
    {},
    [[]],
    [{}],
    { name: null },
    { $patch: 'delete' },
  ],
  ...[{ $patch: 'replace' }, { $retainKeys: ['a'] }, { '$deleteFromPrimitiveList/finalizers': ['a'] }],
]

/** A JSON value with members exchanged, removed, doubled or made into something odd, one to four times. */
export function mangleJson(good: unknown, random: Random): unknown {
  let value = structuredClone(good)
  for (let times = 1 + below(random, 4); times > 0; times--) value = mangledAt(value, random)
  return value
}

function mangledAt(value: unknown, random: Random): unknown {
  const odd = (): unknown => structuredClone(oneOf(random, oddities))
  if (typeof value !== 'object' || value === null || random.next() < 0.08) return odd()
  const keys = Object.keys(value)
  const members = value as Record<string, unknown>
  const key = keys.length > 0 ? oneOf(random, keys) : ''
  if (key === '' || random.next() < 0.12)
    return Array.isArray(value) ? [...value, odd()] : { ...value, [oddKey(random)]: odd() }
  if (random.next() < 0.15) {
    if (Array.isArray(value)) return value.filter((_, index) => String(index) !== key)
    delete members[key]
    return value
  }
  members[key] = mangledAt(members[key], random)
  return value
}

const oddKey = (random: Random): string =>
  oneOf(random, [
    '',
    'spec',
    'name',
    '__proto__',
    'constructor',
    '$patch',
    '$setElementOrder/containers',
    'x',
    '0',
  ])
