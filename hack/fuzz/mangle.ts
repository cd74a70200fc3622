import type { Random } from '@knarr/machinery'

/** A whole number below a limit. */
export type Below = (limit: number) => number

export const belowOf =
  (random: Random): Below =>
  (limit) =>
    Math.floor(random.next() * limit)

export const pick = <T>(items: readonly T[], below: Below): T => items[below(items.length)] as T

/** Bytes with up to four changes: some overwritten, cut, doubled, cut off, or words of the format put in. */
export function mangledBytes(whole: Uint8Array, words: readonly string[], below: Below): Buffer {
  let bytes: Buffer = Buffer.from(whole)
  for (let change = below(5); change > 0 && bytes.length > 0; change--) bytes = changed(bytes, words, below)
  return bytes
}

function changed(bytes: Buffer, words: readonly string[], below: Below): Buffer {
  const at = below(bytes.length)
  const end = Math.min(bytes.length, at + below(40))
  switch (below(7)) {
    case 0:
      return bytes.subarray(0, at)
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)])
    case 2:
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)])
    case 3:
    case 4:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(words, below)), bytes.subarray(end)])
    default:
      bytes[at] = below(2) ? below(256) : (bytes[at] ?? 0) ^ (1 << below(8))
      return bytes
  }
}

/** Words one after the other, some characters of chance between them. */
export function sentence(words: readonly string[], below: Below): string {
  const length = 1 + below(16)
  return Array.from({ length }, () => (below(12) ? pick(words, below) : strayText(below))).join(
    below(2) ? ' ' : '',
  )
}

const strayText = (below: Below): string => String.fromCodePoint(below(4) ? below(128) : below(0xd800))

const odd: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    1e300,
    '',
    'a',
    'a/b~c',
    '100m',
    '1e9999',
    '2024-05-01T10:00:00Z',
  ],
  ...[[], {}, [null], [[]], [{}], { '': 1 }, { name: 'a' }, [{ name: 'a' }, { name: 'a' }]],
]

/** A JSON value with a few parts replaced, removed, doubled, or put under other keys, and directives among them. */
export function mangledJson(value: unknown, keys: readonly string[], below: Below): unknown {
  if (below(40) === 0) return pick(odd, below)
  if (Array.isArray(value)) return mangledList(value, keys, below)
  if (typeof value !== 'object' || value === null) return value
  const object: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    const chance = below(30)
    if (chance === 0) continue
    const name = chance === 1 ? pick(keys, below) : key
    Object.defineProperty(object, name, { ...plainMember, value: mangledJson(inner, keys, below) })
  }
  if (below(12) === 0)
    Object.defineProperty(object, pick(keys, below), { ...plainMember, value: pick(odd, below) })
  return object
}

/** Makes `__proto__` a member like any other. */
const plainMember = { writable: true, enumerable: true, configurable: true }

function mangledList(list: readonly unknown[], keys: readonly string[], below: Below): unknown[] {
  return list.flatMap((item) => {
    const made = mangledJson(item, keys, below)
    return [[made, made], []][below(20)] ?? [made]
  })
}
