import { parseQuantity, type Quantity } from '@knarr/machinery'

/** Amounts of resources by name, ready to be reckoned with. */
export type Amounts = ReadonlyMap<string, Quantity>

/** A ResourceList as it stands in an object. */
export function amountsOf(list: Readonly<Record<string, string>> | undefined): Map<string, Quantity> {
  return new Map(Object.entries(list ?? {}).map(([name, amount]) => [name, parseQuantity(amount)]))
}

/** As a ResourceList, in the order of names. */
export function resourceListOf(amounts: Amounts): Record<string, string> {
  const sorted = [...amounts].sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(sorted.map(([name, amount]) => [name, amount.toString()]))
}

export function addAmounts(one: Amounts, other: Amounts): Map<string, Quantity> {
  return merged(one, other, (left, right) => left.add(right))
}

/** What is in both or in either, each the larger one. */
export function largestAmounts(one: Amounts, other: Amounts): Map<string, Quantity> {
  return merged(one, other, (left, right) => (left.compare(right) < 0 ? right : left))
}

function merged(
  one: Amounts,
  other: Amounts,
  combine: (left: Quantity, right: Quantity) => Quantity,
): Map<string, Quantity> {
  const result = new Map(one)
  for (const [name, amount] of other) {
    const known = result.get(name)
    result.set(name, known ? combine(known, amount) : amount)
  }
  return result
}
