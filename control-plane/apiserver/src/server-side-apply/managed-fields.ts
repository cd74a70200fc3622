import type { ManagedFieldsEntry } from '@knarr/machinery'
import {
  difference,
  emptySet,
  equalSets,
  type FieldSet,
  inOrder,
  isEmptySet,
  union,
  without,
} from './field-set.ts'

/** One entry of `metadata.managedFields`: who manages which fields, and how it came to. */
export interface Manager {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
  readonly time: string | undefined
  readonly fields: FieldSet
}

/** Upstream's `DefaultMaxUpdateManagers`: beyond it the oldest become one. */
const maxUpdateManagers = 10
const ancientChanges = 'ancient-changes'

export function readManagers(entries: readonly ManagedFieldsEntry[] | undefined): Manager[] {
  return (entries ?? []).map((entry) => ({
    name: entry.manager ?? '',
    operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
    apiVersion: entry.apiVersion ?? '',
    subresource: entry.subresource ?? '',
    time: entry.time,
    fields: (entry.fieldsV1 ?? emptySet) as FieldSet,
  }))
}

/** Entries in upstream's order: appliers first, then by age and name. */
export function writeManagers(managers: readonly Manager[]): ManagedFieldsEntry[] {
  return [...managers].sort(compareManagers).map(({ name, fields, ...manager }) => ({
    ...(name ? { manager: name } : {}),
    operation: manager.operation,
    apiVersion: manager.apiVersion,
    ...(manager.time ? { time: manager.time } : {}),
    fieldsType: 'FieldsV1',
    fieldsV1: inOrder(fields) as Record<string, unknown>,
    ...(manager.subresource ? { subresource: manager.subresource } : {}),
  }))
}

function compareManagers(a: Manager, b: Manager): number {
  const [before, after] = [sortKey(a), sortKey(b)]
  return before < after ? -1 : before > after ? 1 : 0
}

function sortKey({ operation, time = '', name, apiVersion, subresource }: Manager): string {
  return [operation, time, name, apiVersion, subresource].join('\0')
}

/** Whether two entries are one manager's: an applier is the same in every version. */
export function isSameManager(a: Manager, b: Manager): boolean {
  const isSameVersion = a.operation === 'Apply' || a.apiVersion === b.apiVersion
  return a.name === b.name && a.operation === b.operation && a.subresource === b.subresource && isSameVersion
}

/** Whether both lists say the same but for times. */
export function equalManagers(a: readonly Manager[], b: readonly Manager[]): boolean {
  const isKnown = (manager: Manager): boolean =>
    b.some((other) => isSameManager(manager, other) && equalSets(manager.fields, other.fields))
  return a.length === b.length && a.every(isKnown)
}

/** Takes fields from every manager; who is left with none is no manager any more. */
export function withoutFields(managers: readonly Manager[], fields: FieldSet): Manager[] {
  if (isEmptySet(fields)) return [...managers]
  return managers.flatMap((manager) => {
    const left = difference(manager.fields, fields)
    return isEmptySet(left) ? [] : [{ ...manager, fields: left }]
  })
}

/** Everything somebody manages. */
export function managedBy(managers: readonly Manager[]): FieldSet {
  return managers.reduce((set, { fields }) => union(set, fields), emptySet)
}

/** Merges the oldest updaters of a version into one where there are too many. */
export function capManagers(managers: readonly Manager[]): Manager[] {
  const updaters = managers.filter(({ operation }) => operation === 'Update').sort(compareManagers)
  const surplus = updaters.length - maxUpdateManagers
  if (surplus <= 0) return [...managers]
  const old = updaters.slice(0, surplus + 1)
  const kept = managers.filter((manager) => !old.includes(manager))
  for (const manager of old) {
    const ancient = { ...manager, name: ancientChanges, subresource: '' }
    const at = kept.findIndex((other) => isSameManager(other, ancient))
    if (at < 0) kept.push(ancient)
    else kept[at] = { ...ancient, fields: union((kept[at] as Manager).fields, ancient.fields) }
  }
  return kept
}

/** What no manager owns: the server sets it, or it is the object's name. */
const systemFields: FieldSet = {
  'f:apiVersion': emptySet,
  'f:kind': emptySet,
  'f:metadata': {
    '.': emptySet,
    ...Object.fromEntries(
      [
        ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation'],
        ...['managedFields', 'resourceVersion'],
      ].map((field) => [`f:${field}`, emptySet]),
    ),
  },
}

/** A set without what nobody manages: `reset` are the fields the endpoint does not write. */
export function ownable(set: FieldSet, reset: FieldSet): FieldSet {
  const left: Record<string, FieldSet> = {}
  for (const [element, node] of Object.entries(isEmptySet(reset) ? set : without(set, reset))) {
    const stripped = systemFields[element]
    if (stripped && isEmptySet(stripped)) continue
    if (!stripped) left[element] = node
    else {
      const { '.': _, ...metadata } = Object.fromEntries(
        Object.entries(node).filter(([field]) => !stripped[field]),
      )
      if (!isEmptySet(metadata)) left[element] = metadata
    }
  }
  return left
}
