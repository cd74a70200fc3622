import type { FieldSet } from './field-set.ts'
import { isMember } from './field-set.ts'
import {
  fieldType,
  isAssociativeList,
  isGranularMap,
  isNamedField,
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

/**
 * Items of both: those of the configuration in its order, and what only the live list has as early as that allows,
 * before what is new.
 */
function mergeLists(live: readonly unknown[], config: readonly unknown[], type: ValueType): unknown[] {
  const liveItems = itemsByElement(live, type)
  const configItems = itemsByElement(config, type)
  const merged: unknown[] = []
  const placed = new Set<string>()
  let waiting = [...liveItems]
  const takeUntil = (stops: (element: string) => boolean): void => {
    const end = waiting.findIndex(([element]) => stops(element))
    const taken = waiting.slice(0, end < 0 ? waiting.length : end)
    merged.push(...taken.filter(([element]) => !configItems.has(element)).map(([, item]) => item))
    waiting = waiting.slice(taken.length)
  }
  for (const [element, item] of configItems) {
    const isKnown = liveItems.has(element)
    // A known item takes with it what stands before it; what is new stands before the next known one.
    takeUntil((next) => (isKnown ? next === element : configItems.has(next) && !placed.has(next)))
    merged.push(isKnown ? mergeValues(liveItems.get(element), item, type?.items) : item)
    placed.add(element)
  }
  takeUntil(() => false)
  return merged
}

/** The value without the fields of `dropped` that nobody in `kept` holds, whole items and entries among them. */
export function removeFields(value: unknown, type: ValueType, sets: RemovedFields): unknown {
  if (isGranularMap(value, type)) {
    const result: Record<string, unknown> = {}
    for (const [field, child] of Object.entries(value)) {
      const isNamed = isNamedField(type, field)
      const left = removeChild(child, fieldType(type, field), { ...below(sets, `f:${field}`), isNamed })
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
  /** It is there as long as something in it is; an item or entry only as long as somebody holds it itself. */
  readonly isNamed?: boolean
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
  const isDropped = isMember(sets.dropped)
  if (!sets.kept && (sets.isField || isDropped)) return gone
  if (sets.kept && isDropped && !sets.isNamed && !isMember(sets.kept)) return gone
  const left = removeFields(value, type, sets)
  // A list that loses all its items goes with them, even where somebody holds it as it once was, empty.
  return Array.isArray(left) && left.length === 0 && (value as unknown[]).length > 0 ? gone : left
}
