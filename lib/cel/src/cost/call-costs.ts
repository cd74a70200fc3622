import type { CallCost, Range, SizedArgument } from '../check/declarations.ts'
import { sizeOf } from '../values/size.ts'
import { CelList, CelMap, type Value } from '../values/value.ts'
import { exactly, nothing, one, product, scaled, sum, unbounded } from './range.ts'

/** What going through a character costs. */
export const traversalFactor = 0.1
const regexFactor = 0.25

const sizeAt = (args: readonly SizedArgument[], index: number): Range => args[index]?.size ?? unbounded
const traversed = (size: number, times = 1): number => Math.ceil(size * times * traversalFactor)

/** A call that costs the same whatever it is given. */
export function fixed(cost: number): CallCost {
  return { actual: () => cost, estimate: () => ({ cost: exactly(cost) }) }
}

/** Going once (or more often) through the first argument; the result may be as large. */
export function traversal(options: { times?: number; isResultAsLarge?: boolean } = {}): CallCost {
  const { times = 1, isResultAsLarge = false } = options
  return {
    actual: (args) => traversed(sizeOf(args[0]), times),
    estimate: (args) => ({
      cost: scaled(sizeAt(args, 0), times * traversalFactor),
      ...(isResultAsLarge && { resultSize: sizeAt(args, 0) }),
    }),
  }
}

/** Building the result of both arguments. */
export const concatenation: CallCost = {
  actual: ([left, right]) => traversed(sizeOf(left) + sizeOf(right)),
  estimate: (args) => {
    const resultSize = sum(sizeAt(args, 0), sizeAt(args, 1))
    return { cost: scaled(resultSize, traversalFactor), resultSize }
  },
}

/** Joining lists, which is free but for the call. */
export const listConcatenation: CallCost = {
  actual: () => 1,
  estimate: (args) => ({ cost: one, resultSize: sum(sizeAt(args, 0), sizeAt(args, 1)) }),
}

/** Comparing two arguments, up to the smaller one's end. */
export const comparison: CallCost = {
  actual: ([left, right]) => traversed(Math.min(sizeOf(left), sizeOf(right))),
  estimate: (args) => {
    const [left, right] = [sizeAt(args, 0), sizeAt(args, 1)]
    const max = Math.min(left.max, right.max)
    return { cost: scaled({ min: max > 0 ? 1 : 0, max }, traversalFactor) }
  },
}

/** Looking for the first argument in the second, a list. */
export const membership: CallCost = {
  actual: ([, list]) => sizeOf(list),
  estimate: (args) => ({ cost: sizeAt(args, 1) }),
}

/** Looking for the second argument in the first. */
export const containment: CallCost = {
  actual: ([text, part]) => traversed(sizeOf(text)) * traversed(sizeOf(part)),
  estimate: (args) => ({
    cost: product(scaled(sizeAt(args, 0), traversalFactor), scaled(sizeAt(args, 1), traversalFactor)),
  }),
}

/** Matching the first argument against the second, a regular expression. */
export const regexMatch: CallCost = {
  actual: ([text, regex]) => traversed(1 + sizeOf(text)) * Math.ceil(sizeOf(regex) * regexFactor),
  estimate: (args) => ({ cost: regexEstimate(sizeAt(args, 0), sizeAt(args, 1)) }),
}

/** Finding a regular expression: at worst every character is a match of its own. */
export const regexFind: CallCost = {
  actual: regexMatch.actual,
  estimate: (args) => ({
    cost: regexEstimate(sizeAt(args, 0), sizeAt(args, 1)),
    resultSize: { min: 0, max: sizeAt(args, 0).max },
  }),
}

function regexEstimate(text: Range, regex: Range): Range {
  return product(scaled(sum(text, one), traversalFactor), scaled(regex, regexFactor))
}

/** Going through every item of a list, and of what is in it. */
export const deepTraversal: CallCost = {
  actual: ([value]) => deepCost(value),
  estimate: ([argument]) => {
    const { type, size, elementSize } = argument ?? {
      type: { kind: 'dyn' },
      size: unbounded,
      elementSize: unbounded,
    }
    if (type.kind !== 'list') return { cost: scaled(size, traversalFactor) }
    const isText = type.element.kind === 'string' || type.element.kind === 'bytes'
    const perItem = isText ? sum(one, scaled(elementSize, traversalFactor)) : one
    return { cost: product(size, perItem) }
  },
}

function deepCost(value: Value | undefined): number {
  if (typeof value === 'string') return Math.floor(Buffer.byteLength(value) * traversalFactor)
  if (value instanceof Uint8Array) return Math.floor(value.length * traversalFactor)
  let cost = 0
  if (value instanceof CelList) {
    for (const item of value) cost += deepCost(item)
    return cost
  }
  if (!(value instanceof CelMap)) return 1
  for (const key of value.keys()) cost += deepCost(key) + deepCost(value.get(key))
  return cost
}

/** The parts of a string that is split: at worst its characters, or as many as are asked for. */
export const splitting: CallCost = {
  actual: ([text]) => traversed(sizeOf(text), 2),
  estimate: (args) => ({
    cost: scaled(sizeAt(args, 0), 2 * traversalFactor),
    resultSize: { min: 0, max: sizeAt(args, 0).max },
  }),
}

/** Joining a list's strings, with something between them. */
export const joining: CallCost = {
  actual: (_, result) => traversed(sizeOf(result), 2),
  estimate: ([list, separator]) => {
    const size = list?.size ?? unbounded
    const gaps = { min: Math.max(0, size.min - 1), max: Math.max(0, size.max - 1) }
    const resultSize = sum(
      product(size, list?.elementSize ?? unbounded),
      product(separator?.size ?? nothing, gaps),
    )
    return { cost: scaled(resultSize, traversalFactor), resultSize }
  },
}

/** Replacing: the result is longest where the shortest matches give way to the longest replacements. */
export const replacing: CallCost = {
  actual: ([text]) => traversed(sizeOf(text), 2),
  estimate: (args) => {
    const [size, old, replacement] = [sizeAt(args, 0), sizeAt(args, 1), sizeAt(args, 2)]
    const max = longestReplaced(size.max, old.min, replacement.max)
    const min = shortestReplaced(size.min, old.max, replacement.min)
    return { cost: scaled(size, 2 * traversalFactor), resultSize: { min, max } }
  },
}

function longestReplaced(size: number, old: number, replacement: number): number {
  if (old === 0) return (size + 1) * replacement + size
  return replacement <= old ? size : Math.ceil(size / old) * replacement
}

function shortestReplaced(size: number, old: number, replacement: number): number {
  if (old === 0) return (size + 1) * replacement + size
  return old <= replacement ? size : Math.ceil(size / old) * replacement || 0
}
