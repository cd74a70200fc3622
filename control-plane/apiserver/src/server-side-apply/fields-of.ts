import { deepEqual, ownValue } from '@knarr/machinery'
import { emptySet, type FieldSet, isEmptySet, nodeOf } from './field-set.ts'
import { scalarNode } from './scalar-node.ts'
import {
  fieldElement,
  fieldType,
  isAssociativeList,
  isGranularMap,
  isNamedField,
  itemElement,
  itemsByElement,
  type JsonObject,
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
      if (node) children[fieldElement(type, field)] = node
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
  const isEmptyMap = !Array.isArray(value) && Object.keys(value as object).length === 0
  return nodeOf(isEntry || isEmptyMap, children)
}

/** What changed from one object to the next. */
export interface Comparison {
  /** Added and modified. */
  readonly changed: FieldSet
  readonly removed: FieldSet
}

/** Compares field by field: structured-merge-diff's `Compare`, where what is added or removed includes what holds it. */
export function compareFields(before: unknown, after: unknown, type: ValueType): Comparison {
  const { changed, removed } = compareChildren(before, after, type) ?? {}
  return { changed: changed ?? emptySet, removed: removed ?? emptySet }
}

type Difference = { readonly changed?: FieldSet | undefined; readonly removed?: FieldSet | undefined }

const same: Difference = {}
const changedAsWhole: Difference = { changed: emptySet }

function compareValues(before: unknown, after: unknown, type: ValueType): Difference {
  if (before === after) return same
  if (before === undefined) return { changed: wholeNode(after, type) }
  if (after === undefined) return { removed: wholeNode(before, type) }
  const below = compareChildren(before, after, type)
  if (below) return below
  return deepEqual(before, after) ? same : changedAsWhole
}

/** Undefined where the values are compared as wholes. Null takes whatever form the other side has. */
function compareChildren(before: unknown, after: unknown, type: ValueType): Difference | undefined {
  if (isNothing(before)) return differenceOf(childrenOf(after, type), undefined)
  if (isNothing(after)) return differenceOf(undefined, childrenOf(before, type))
  if (isGranularMap(before, type))
    return isGranularMap(after, type) ? compareMaps(before, after, type) : undefined
  return isAssociativeList(before, type) && isAssociativeList(after, type)
    ? compareLists(before, after, type)
    : undefined
}

const isNothing = (side: unknown): boolean => side === undefined || side === null

/** Undefined where nothing is below. */
function differenceOf(changed: FieldSet | undefined, removed: FieldSet | undefined): Difference | undefined {
  return changed || removed ? { changed, removed } : undefined
}

/** What only one side has: the node is a member, and so is every node in it. */
function wholeNode(value: unknown, type: ValueType): FieldSet {
  if (typeof value !== 'object' || value === null) return emptySet
  return scalarNode(value, type) ?? nodesIn(value, type, { '.': emptySet }) ?? emptySet
}

/** The nodes in a value only one side has; undefined where it has none. */
function childrenOf(value: unknown, type: ValueType): FieldSet | undefined {
  return nodesIn(value, type, {})
}

/** Adds to `node`; undefined where there is nothing to add. */
function nodesIn(value: unknown, type: ValueType, node: Record<string, FieldSet>): FieldSet | undefined {
  let isEmpty = true
  if (isGranularMap(value, type)) {
    for (const field in value) {
      const child = value[field]
      if (child === undefined) continue
      node[fieldElement(type, field)] = wholeNode(child, fieldType(type, field))
      isEmpty = false
    }
  } else if (isAssociativeList(value, type)) {
    for (const item of value) node[itemElement(item, type)] = wholeNode(item, type?.items)
    isEmpty = value.length === 0
  }
  return isEmpty ? undefined : node
}

/** The nodes of what differs, made when there is one. */
class Differences implements Difference {
  changed: Record<string, FieldSet> | undefined
  removed: Record<string, FieldSet> | undefined

  add(element: string, { changed, removed }: Difference): void {
    if (changed) {
      this.changed ??= {}
      this.changed[element] = changed
    }
    if (removed) {
      this.removed ??= {}
      this.removed[element] = removed
    }
  }
}

function compareMaps(before: JsonObject, after: JsonObject, type: ValueType): Difference {
  const differences = new Differences()
  for (const field in before) {
    const difference = compareValues(before[field], ownValue(after, field), fieldType(type, field))
    if (difference !== same) differences.add(fieldElement(type, field), difference)
  }
  for (const field in after) {
    if (Object.hasOwn(before, field) || after[field] === undefined) continue
    differences.add(fieldElement(type, field), { changed: wholeNode(after[field], fieldType(type, field)) })
  }
  return differences
}

function compareLists(before: readonly unknown[], after: readonly unknown[], type: ValueType): Difference {
  if (deepEqual(before, after)) return same
  const differences = new Differences()
  const items = itemsByElement(after, type)
  const oldItems = itemsByElement(before, type)
  for (const [element, item] of oldItems) {
    differences.add(element, compareValues(item, items.get(element), type?.items))
  }
  for (const [element, item] of items) {
    if (!oldItems.has(element)) differences.add(element, { changed: wholeNode(item, type?.items) })
  }
  return differences
}
