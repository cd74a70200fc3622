import { deepEqual } from '@knarr/machinery'
import { emptySet, type FieldSet, isEmptySet, nodeOf } from './field-set.ts'
import {
  fieldType,
  isAssociativeList,
  isGranularMap,
  isNamedField,
  itemElement,
  itemsByElement,
  type ValueType,
} from './value-type.ts'

/** The fields that a configuration sets: structured-merge-diff's `ToFieldSet`. */
export function fieldsOf(value: unknown, type: ValueType): FieldSet {
  return childFields(value, type) ?? emptySet
}

/** The fields below a value; undefined where it is owned as a whole. */
function childFields(value: unknown, type: ValueType): FieldSet | undefined {
  if (isGranularMap(value, type)) {
    const children: Record<string, FieldSet> = {}
    for (const [field, child] of Object.entries(value)) {
      const node = fieldNode(child, fieldType(type, field), !isNamedField(type, field))
      if (node) children[`f:${field}`] = node
    }
    return children
  }
  if (!isAssociativeList(value, type)) return undefined
  const children: Record<string, FieldSet> = {}
  for (const item of value) {
    const node = fieldNode(item, type?.items, true)
    if (node) children[itemElement(item, type)] = node
  }
  return children
}

function fieldNode(value: unknown, type: ValueType, isEntry: boolean): FieldSet | undefined {
  const children = childFields(value, type)
  if (!children) return emptySet
  const isEmptyMap = !Array.isArray(value) && isEmptySet(children)
  return nodeOf(isEntry || isEmptyMap, children)
}

/** What changed from one object to the next. */
export interface Comparison {
  /** Added and modified. */
  readonly changed: FieldSet
  readonly removed: FieldSet
}

interface Difference {
  changed: FieldSet | undefined
  removed: FieldSet | undefined
}

/** Compares field by field: structured-merge-diff's `Compare`, where what is added or removed includes what holds it. */
export function compareFields(before: unknown, after: unknown, type: ValueType): Comparison {
  const { changed, removed } = compareChildren(before, after, type) ?? {}
  return { changed: changed ?? emptySet, removed: removed ?? emptySet }
}

function compareValues(before: unknown, after: unknown, type: ValueType): Difference {
  if (before === after) return { changed: undefined, removed: undefined }
  const below = compareChildren(before, after, type)
  const isAdded = before === undefined
  const isRemoved = after === undefined
  if (!below) {
    const isModified = !isRemoved && !deepEqual(before, after)
    return { changed: isModified ? emptySet : undefined, removed: isRemoved ? emptySet : undefined }
  }
  return {
    changed: nodeOf(isAdded, below.changed ?? emptySet),
    removed: nodeOf(isRemoved, below.removed ?? emptySet),
  }
}

/** Null takes whatever form the other side has, but is there: what replaces it was not added. */
const isNothing = (side: unknown): boolean => side === undefined || side === null

/** Undefined where the values are compared as wholes. */
function compareChildren(before: unknown, after: unknown, type: ValueType): Difference | undefined {
  const isMap = [before, after].every((side) => isNothing(side) || isGranularMap(side, type))
  if (isMap) {
    const [old, next] = [before ?? {}, after ?? {}] as [Record<string, unknown>, Record<string, unknown>]
    const isEmpty = isEmptySet(old as FieldSet) && isEmptySet(next as FieldSet)
    return isEmpty ? undefined : compareFieldsOfMaps(old, next, type)
  }
  const isList = [before, after].every((side) => isNothing(side) || isAssociativeList(side, type))
  if (!isList) return undefined
  const [old, next] = [before ?? [], after ?? []] as [unknown[], unknown[]]
  if (old.length === 0 && next.length === 0) return undefined
  const [oldItems, items] = [itemsByElement(old, type), itemsByElement(next, type)]
  return compareEntries(new Set([...oldItems.keys(), ...items.keys()]), (element) => [
    element,
    compareValues(oldItems.get(element), items.get(element), type?.items),
  ])
}

function compareFieldsOfMaps(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  type: ValueType,
): Difference {
  return compareEntries(new Set([...Object.keys(before), ...Object.keys(after)]), (field) => [
    `f:${field}`,
    compareValues(before[field], after[field], fieldType(type, field)),
  ])
}

function compareEntries(
  names: Iterable<string>,
  compare: (name: string) => [string, Difference],
): Difference {
  const changed: Record<string, FieldSet> = {}
  const removed: Record<string, FieldSet> = {}
  for (const name of names) {
    const [element, difference] = compare(name)
    if (difference.changed) changed[element] = difference.changed
    if (difference.removed) removed[element] = difference.removed
  }
  return { changed, removed }
}
