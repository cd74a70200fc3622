/** Deeper than anything that means something, and than recursive walks over a value could bear. */
export const maxDepth = 1000

const quote = 0x22
const backslash = 0x5c

/** Whether arrays and objects of a JSON text lie in each other deeper than `limit`. Brackets in strings do not count. */
export function isNestedDeeper(json: Uint8Array, limit: number): boolean {
  if (json.length <= limit) return false
  let depth = 0
  for (let index = 0; index < json.length; index++) {
    const byte = json[index] as number
    if (byte === quote) {
      index = endOfString(json, index)
      continue
    }
    // `[` and `{` differ in one bit, as do `]` and `}`.
    const bracket = byte | 0x20
    if (bracket === 0x7b && ++depth > limit) return true
    if (bracket === 0x7d) depth--
  }
  return false
}

/** Where the quote stands that ends the string begun at `start`. */
function endOfString(json: Uint8Array, start: number): number {
  for (let end = json.indexOf(quote, start + 1); end >= 0; end = json.indexOf(quote, end + 1)) {
    let escapes = 0
    while (json[end - 1 - escapes] === backslash) escapes++
    if (escapes % 2 === 0) return end
  }
  return json.length
}
