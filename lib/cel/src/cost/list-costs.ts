import type { CallCost, Range, SizedArgument } from '../check/declarations.ts'
import { sizeOf } from '../values/size.ts'
import { CelList, type Value } from '../values/value.ts'
import { traversalFactor } from './call-costs.ts'
import { exactly, product, scaled, sum, unbounded } from './range.ts'

/** The call itself, and making a list: cel-go's `ListCreateBaseCost`. */
const making = 11

function madeList(size: Range, factor = 1): ReturnType<CallCost['estimate']> {
  return { cost: sum(scaled(size, factor), exactly(making)), resultSize: size }
}

const ofMade = (size: number, factor = 1): number => Math.floor(size * factor) + making
const numberOf = (argument: SizedArgument | undefined, otherwise: number): number =>
  argument?.whole === undefined ? otherwise : Number(argument.whole)

/** A list as large as the result. */
export const sliced: CallCost = {
  actual: (_, result) => ofMade(sizeOf(result)),
  estimate: ([list, start, end]) => {
    const size = numberOf(end, list?.size.max ?? unbounded.max) - numberOf(start, 0)
    return madeList(exactly(Math.max(0, size)))
  },
}

/** A list as large as a number says. */
export const counted: CallCost = {
  actual: (_, result) => ofMade(sizeOf(result)),
  estimate: ([count]) => madeList(exactly(Math.max(0, numberOf(count, unbounded.max)))),
}

/** A list as large as the one given. */
export const copied: CallCost = {
  actual: ([list]) => ofMade(sizeOf(list)),
  estimate: ([list]) => madeList(list?.size ?? unbounded),
}

/** Once through the list for each level. */
export const flattened: CallCost = {
  actual: ([list, depth = 1n]) => ofMade(sizeOf(list), Number(depth)),
  estimate: ([list, depth]) =>
    madeList(list?.size ?? unbounded, depth === undefined ? 1 : numberOf(depth, unbounded.max)),
}

/** Every item of one argument, a list, against every other. */
export function selfCompared(index = 0): CallCost {
  return {
    actual: (args) => {
      const list = args[index]
      const first = list instanceof CelList && list.size > 0 ? list.at(0) : undefined
      return ofMade(sizeOf(list) ** 2, 2 + (isText(first) ? traversalFactor : 0))
    },
    estimate: (args) => {
      const { type, size = unbounded } = args[index] ?? {}
      const item = type?.kind === 'list' ? type.element.kind : ''
      const factor = 2 + (item === 'string' || item === 'bytes' ? traversalFactor : 0)
      return madeList(product(size, size), factor)
    },
  }
}

/** The same, whatever the items are. */
export const deduplicated: CallCost = {
  ...selfCompared(),
  estimate: ([list]) => madeList(product(list?.size ?? unbounded, list?.size ?? unbounded), 2),
}

function isText(value: Value | undefined): boolean {
  return typeof value === 'string' || value instanceof Uint8Array
}
