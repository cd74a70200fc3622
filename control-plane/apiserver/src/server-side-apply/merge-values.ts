import type { FieldSet } from './field-set.ts'
import { isMember } from './field-set.ts'
import {
  fieldType,
  isAssociativeList,
  isGranularMap,
  itemElement,
  itemsByElement,
  type ValueType,
} from './value-type.ts'

/** The live value with the configuration laid over it: structured-merge-diff's `Merge`. */
export function mergeValues(live: unknown, config: unknown, type: ValueType): unknown {
  if (isGranularMap(live, type) && isGranularMap(config, type)) {
    const merged: Record<string, unknown> = { ...live }
    for (const [field, value] of Object.entries(config)) {
      merged[field] = field in live ? mergeValues(live[field], value, fieldType(type, field)) : value
    }
    return merged
  }
  if (isAssociativeList(live, type) && isAssociativeList(config, type)) return mergeLists(live, config, type)
  return config
}

/** Items of both, in the configuration's order; what only the live list has keeps its place between them. */
function mergeLists(live: readonly unknown[], config: readonly unknown[], type: ValueType): unknown[] {
  const liveItems = itemsByElement(live, type)
  const configItems = itemsByElement(config, type)
  const merged: unknown[] = []
  const waiting = [...liveItems]
  const takeLive = (until?: string): void => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      const [element, item] = next
      if (element === until) return
      if (configItems.has(element) && until !== undefined) return
      waiting.shift()
      if (!configItems.has(element)) merged.push(item)
    }
  }
  for (const [element, item] of configItems) {
    const known = liveItems.has(element)
    if (known) takeLive(element)
    merged.push(known ? mergeValues(liveItems.get(element), item, type?.items) : item)
    const place = waiting.findIndex(([other]) => other === element)
    if (place >= 0) waiting.splice(place, 1)
  }
  takeLive()
  return merged
}

/** The value without the fields of `dropped` that nobody in `kept` holds, whole items and entries among them. */
export function removeFields(value: unknown, type: ValueType, sets: RemovedFields): unknown {
  if (isGranularMap(value, type)) {
    const result: Record<string, unknown> = {}
    for (const [field, child] of Object.entries(value)) {
      const left = removeChild(child, fieldType(type, field), below(sets, `f:${field}`))
      if (left !== gone) result[field] = left
    }
    return result
  }
  if (!isAssociativeList(value, type)) return value
  return value
    .map((item) => removeChild(item, type?.items, below(sets, itemElement(item, type))))
    .filter((item) => item !== gone)
}

export interface RemovedFields {
  readonly dropped: FieldSet | undefined
  readonly kept: FieldSet | undefined
  /** A struct goes with the last of its fields that was applied: an empty one means something else. */
  readonly isField?: boolean
}

const gone: unique symbol = Symbol('gone')

function below({ dropped, kept }: RemovedFields, element: string): RemovedFields {
  return {
    dropped: dropped?.[element],
    kept: kept?.[element],
    isField: element.startsWith('f:') && element !== 'f:metadata',
  }
}

function removeChild(value: unknown, type: ValueType, sets: RemovedFields): unknown {
  if (!sets.dropped) return value
  if (!sets.kept && (sets.isField || isMember(sets.dropped))) return gone
  return removeFields(value, type, sets)
}
