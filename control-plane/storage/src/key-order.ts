/** Only where both differing code units lie here do UTF-16 and UTF-8 order disagree. */
const high = /[\ud800-\uffff]/

/** Whether `<` orders this key like its UTF-8 bytes do, whatever it is compared with. */
export function isPlain(key: string): boolean {
  return !high.test(key)
}

/** Orders keys by their UTF-8 bytes, as every backend does. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0
  if (isPlain(a)) return a < b ? -1 : 1
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return weight(x) - weight(y)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above U+FFFF, so they go behind the units that outrank them in UTF-16. */
function weight(unit: number): number {
  if (unit < 0xd800) return unit
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000
}

/** The first key after all that start with `prefix`: `range(prefix, prefixEnd(prefix))` is the prefix. */
export function prefixEnd(prefix: string): string {
  const points = [...prefix]
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0
    if (point === 0x10ffff) continue
    const next = point === 0xd7ff ? 0xe000 : point + 1
    return points.join('') + String.fromCodePoint(next)
  }
  return lastKey
}

/** Behind every key the API can make; the end of "everything". */
const lastKey = '\u{10ffff}\u{10ffff}'
