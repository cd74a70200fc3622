import type { CallCost, Library } from '../check/declarations.ts'
import { product, sum } from '../cost/range.ts'
import { boolType, listType, typeParameter } from '../types/cel-type.ts'
import { areEqual } from '../values/equality.ts'
import { sizeOf } from '../values/size.ts'
import type { CelList } from '../values/value.ts'
import { declare, overload, takes } from './declare.ts'

/** Comparing every item of one list with every one of the other, once or both ways. */
function pairwise(times: number): CallCost {
  return {
    actual: ([left, right]) => times * sizeOf(left) * sizeOf(right) + 1,
    estimate: ([left, right]) => {
      const pairs = left && right ? product(left.size, right.size) : { min: 0, max: 0 }
      return { cost: sum(product(pairs, { min: times, max: times }), { min: 1, max: 1 }) }
    },
  }
}

function includes(list: CelList, parts: CelList): boolean {
  for (const part of parts) {
    let isFound = false
    for (const item of list) isFound ||= areEqual(item, part)
    if (!isFound) return false
  }
  return true
}

function intersects(left: CelList, right: CelList): boolean {
  for (const item of left) for (const other of right) if (areEqual(item, other)) return true
  return false
}

const lists = takes(listType(typeParameter('A')), listType(typeParameter('A')))

/** Lists as sets: their order, and how often an item is there, do not matter. */
export const setLibrary: Library = {
  functions: [
    declare(
      'sets.contains',
      overload('list_sets_contains_list', lists.gives(boolType, pairwise(1)), includes),
    ),
    declare(
      'sets.equivalent',
      overload('list_sets_equivalent_list', lists.gives(boolType, pairwise(2)), (a: CelList, b: CelList) => {
        return includes(a, b) && includes(b, a)
      }),
    ),
    declare(
      'sets.intersects',
      overload('list_sets_intersects_list', lists.gives(boolType, pairwise(1)), intersects),
    ),
  ],
}
