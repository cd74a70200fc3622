import { randomBytes } from 'node:crypto'

/** Where chance comes from; a seeded one makes a run repeatable. */
export interface Random {
  /** A float in [0, 1). */
  next(): number
  /** A random (version 4) UUID. */
  uuid(): string
}

const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** `length` characters that cannot spell a word: upstream's alphabet for generated names. */
export function nameSuffix(random: Random, length = 5): string {
  let text = ''
  for (let i = 0; i < length; i++) text += suffixAlphabet[Math.floor(random.next() * suffixAlphabet.length)]
  return text
}

/** `value` lengthened by a random part of at most `factor` (client-go's `wait.Jitter`). */
export function jitter(random: Random, value: number, factor: number): number {
  return value * (1 + random.next() * factor)
}

/** Chance from the system's generator. */
export const systemRandom: Random = {
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  uuid: () => crypto.randomUUID(),
}

/** The same sequence for the same seed (mulberry32). Not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { next, uuid: () => uuidFrom(next) }
}

function uuidFrom(next: () => number): string {
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join('')
  const variant = (8 + Math.floor(next() * 4)).toString(16)
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`
}
