import type { Range } from '../check/declarations.ts'

export const nothing: Range = { min: 0, max: 0 }
export const one: Range = { min: 1, max: 1 }
export const unbounded: Range = { min: 0, max: Number.POSITIVE_INFINITY }

export function exactly(amount: number): Range {
  return { min: amount, max: amount }
}

export function sum(...ranges: readonly Range[]): Range {
  return {
    min: ranges.reduce((total, { min }) => total + min, 0),
    max: ranges.reduce((total, { max }) => total + max, 0),
  }
}

export function product(left: Range, right: Range): Range {
  return { min: times(left.min, right.min), max: times(left.max, right.max) }
}

/** The range times a factor, rounded up. */
export function scaled({ min, max }: Range, factor: number): Range {
  return { min: Math.ceil(times(min, factor)), max: Math.ceil(times(max, factor)) }
}

/** From the less to the more of both. */
export function union(left: Range, right: Range): Range {
  return { min: Math.min(left.min, right.min), max: Math.max(left.max, right.max) }
}

/** Infinitely many of nothing are nothing. */
const times = (left: number, right: number): number => (left === 0 || right === 0 ? 0 : left * right)
