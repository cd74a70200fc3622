import { isJsonObject } from '../json/json.ts'
import { identifyBy, orderElements } from './element-order.ts'
import { directive, goText, goType, plainValue } from './patch-directive.ts'
import { PatchError } from './patch-error.ts'

type Item = Record<string, unknown>

export interface ListMerge {
  readonly mergeKey: string | undefined
  mergeItem(original: Item, patch: Item): unknown
}

/** Merges a patch's list into the live one by the items' merge key, or as a set of scalars. */
export function mergeLists(live: readonly unknown[], patch: readonly unknown[], merge: ListMerge): unknown[] {
  if (live.length === 0 && patch.length === 0) return []
  if (elementType(live, patch) !== goType({})) {
    const merged = [...new Set([...live, ...patch])]
    return orderElements(merged, { patchOrder: patch, liveOrder: live }, identifyBy(undefined))
  }
  const { mergeKey } = merge
  if (!mergeKey) throw new PatchError(500, 'cannot merge lists without merge key for type struct')
  return mergeItems(live as Item[], patch as Item[], { ...merge, mergeKey })
}

function mergeItems(
  live: readonly Item[],
  patch: readonly Item[],
  { mergeKey, mergeItem }: ListMerge & { readonly mergeKey: string },
): unknown[] {
  const { kept, additions } = obeyItemDirectives(live, patch, mergeKey)
  const merged: unknown[] = [...kept]
  for (const item of additions) {
    const value = keyValue(item, mergeKey)
    const index = merged.findIndex((other) => isJsonObject(other) && other[mergeKey] === value)
    if (index < 0) merged.push(plainValue(item))
    else merged[index] = mergeItem(merged[index] as Item, item)
  }
  for (const item of merged) keyValue(item as Item, mergeKey)
  return orderElements(merged, { patchOrder: additions, liveOrder: kept }, identifyBy(mergeKey))
}

/** Takes out of both lists what items with `$patch` say is to go. */
function obeyItemDirectives(
  live: readonly Item[],
  patch: readonly Item[],
  mergeKey: string,
): { kept: readonly Item[]; additions: Item[] } {
  let kept = live
  let replaces = false
  const additions: Item[] = []
  for (const item of patch) {
    const action = Object.hasOwn(item, directive.patch) ? item[directive.patch] : undefined
    if (action === undefined) {
      additions.push(item)
    } else if (action === 'delete') {
      const value = keyValue(item, mergeKey)
      kept = kept.filter((other) => other[mergeKey] !== value)
    } else if (action === 'replace') {
      replaces = true
    } else {
      throw unusableDirective(action, item)
    }
  }
  return replaces
    ? { kept: additions.map((item) => plainValue(item) as Item), additions: [] }
    : { kept, additions }
}

function unusableDirective(action: unknown, item: Item): PatchError {
  if (action === 'merge') return new PatchError(500, 'merging lists cannot yet be specified in the patch')
  return new PatchError(500, `unknown patch type: ${goText(action)} in map: ${goText(item)}`)
}

function keyValue(item: Item, mergeKey: string): unknown {
  if (Object.hasOwn(item, mergeKey)) return item[mergeKey]
  throw new PatchError(500, `map: ${goText(item)} does not contain declared merge key: ${mergeKey}`)
}

/** Removes the scalars a `$deleteFromPrimitiveList` names. */
export function deleteFromList(live: readonly unknown[], surplus: readonly unknown[]): unknown[] {
  const gone = new Set(surplus)
  return live.filter((item) => !gone.has(item))
}

export interface DemandedOrder {
  /** The value of a `$setElementOrder` directive. */
  readonly order: readonly unknown[]
  readonly mergeKey: string | undefined
}

/** Puts a merged list into the order a `$setElementOrder` demands. */
export function enforceOrder(
  merged: readonly unknown[],
  live: readonly unknown[],
  { order, mergeKey }: DemandedOrder,
): unknown[] {
  if (merged.length === 0) return []
  if (mergeKey !== undefined) for (const item of merged) keyValue(itemOf(item), mergeKey)
  return orderElements(merged, { patchOrder: order, liveOrder: live }, identifyBy(mergeKey))
}

/** Throws unless the patch's items come in the order its `$setElementOrder` says. */
export function checkDemandedOrder(patch: readonly unknown[], { order, mergeKey }: DemandedOrder): void {
  const identify = identifyBy(mergeKey)
  const lasting = patch.filter((item) => !isJsonObject(item) || item[directive.patch] !== 'delete')
  let position = 0
  for (const item of lasting) {
    while (position < order.length && identify(order[position]) !== identify(item)) position++
    if (position++ < order.length) continue
    const lists = `${goText(patch)}\n doesn't match ${directive.setElementOrder} list:\n${goText(order)}\n`
    throw new PatchError(500, `The order in patch list:\n${lists}`)
  }
}

function itemOf(item: unknown): Item {
  if (isJsonObject(item)) return item
  throw new PatchError(500, `expected a map[string]interface {}, but received a ${goType(item)}`)
}

/** The one type all items of both lists have. */
function elementType(...lists: (readonly unknown[])[]): string | undefined {
  let common: string | undefined
  for (const item of lists.flat()) {
    const type = isJsonObject(item) ? goType({}) : Array.isArray(item) ? 'list' : typeof item
    if (type === 'list') throw new PatchError(422, 'lists of lists are not supported')
    common ??= type
    if (type !== common) throw new PatchError(500, `list element types are not identical: ${goText(lists)}`)
  }
  return common
}
