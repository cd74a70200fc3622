import { CelList, CelMap, Optional, type Value } from './value.ts'

/** A string's length in code points. */
export function codePoints(text: string): number {
  let count = text.length
  for (let index = 1; index < text.length; index++) {
    if (isLow(text.charCodeAt(index)) && isHigh(text.charCodeAt(index - 1))) count--
  }
  return count
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000

/** What a value's size costs: items, entries, characters or bytes; one for anything else. */
export function sizeOf(value: Value | undefined): number {
  if (typeof value === 'string') return codePoints(value)
  if (value instanceof Uint8Array) return value.length
  if (value instanceof CelList || value instanceof CelMap) return value.size
  return value instanceof Optional && value.value !== undefined ? sizeOf(value.value) : 1
}
