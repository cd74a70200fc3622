import { cloneJson, type KubeObject, type ManagedFieldsEntry } from '@knarr/machinery'
import { applyConflict, type Conflict } from './apply-conflict.ts'
import { difference, emptySet, type FieldSet, intersection, isEmptySet, union } from './field-set.ts'
import { compareFields, fieldsOf } from './fields-of.ts'
import {
  capManagers,
  equalManagers,
  isSameManager,
  type Manager,
  managedBy,
  ownable,
  readManagers,
  withoutFields,
  writeManagers,
} from './managed-fields.ts'
import { mergeValues, removeFields } from './merge-values.ts'
import type { ValueType } from './value-type.ts'
import { zeroObjectOf } from './zero-object.ts'

/** Who writes, to what, and when. Objects are in the version `apiVersion` names. */
export interface FieldWrite {
  readonly manager: string
  readonly apiVersion: string
  readonly subresource: string
  readonly type: ValueType
  /** Fields the endpoint leaves as they are, so that nobody comes to own them by it. */
  readonly reset: FieldSet
  readonly time: string
}

/** An apply; `conform` makes the merged object, private to it, proper in its types. */
export interface ApplyWrite extends FieldWrite {
  readonly force: boolean
  conform(object: unknown): KubeObject
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
const beforeFirstApply = 'before-first-apply'

/**
 * Notes in `object.metadata.managedFields` what a create, update or patch changed: the writer owns what it set,
 * and nobody what it removed. After upstream's `FieldManager.Update`.
 */
export function trackUpdate(old: KubeObject | undefined, object: KubeObject, write: FieldWrite): void {
  const before = old ?? (zeroObjectOf(write.type) as KubeObject)
  const sent = sentManagers(old, object, write)
  const { changed, removed } = comparisonOf(before, object, write)
  // An object that nobody was known to manage is not tracked from an update on, only from an apply.
  const isUntracked = old !== undefined && !sent?.length
  if (isUntracked || (isEmptySet(changed) && isEmptySet(removed))) keepManagers(object, old, sent)
  else setManagers(object, updatedManagers(readManagers(sent), { changed, removed }, write), old)
}

function updatedManagers(
  managers: readonly Manager[],
  { changed, removed }: { changed: FieldSet; removed: FieldSet },
  write: FieldWrite,
): Manager[] {
  const writer = writerOf(write, 'Update')
  const own = managers.find((manager) => isSameManager(manager, writer))
  const left = withoutFields(managers, union(changed, removed))
  if (isEmptySet(changed)) return left
  const others = left.filter((manager) => !isSameManager(manager, writer))
  const fields = union(difference(own?.fields ?? emptySet, removed), changed)
  return capManagers([...others, { ...writer, fields }])
}

/** A client that sends managed fields of its own sets them, `[{}]` and `[]` empty them, none leaves them as they are. */
function sentManagers(
  old: KubeObject | undefined,
  { metadata }: KubeObject,
  { subresource }: FieldWrite,
): readonly ManagedFieldsEntry[] | undefined {
  const sent = metadata.managedFields
  if (subresource || !sent) return old?.metadata.managedFields
  return sent.every((entry) => Object.keys(entry).length === 0) ? [] : sent
}

/**
 * The live object with `config` applied to it, in the name of `write.manager`. Fields it applied before and no
 * longer does go, unless somebody else manages them. After upstream's `FieldManager.Apply`.
 *
 * @throws StatusError Conflict where others manage what would change, unless `force`
 */
export function applyConfiguration(
  live: KubeObject | undefined,
  config: KubeObject,
  { force, conform, ...write }: ApplyWrite,
): KubeObject {
  const base = live ?? ({ metadata: {} } as KubeObject)
  const known = knownManagers(live, write)
  const applier = writerOf(write, 'Apply')
  const previous = known.find((manager) => isSameManager(manager, applier))
  const others = known.filter((manager) => manager !== previous)
  const applied = { ...applier, fields: ownable(fieldsOf(config, write.type), write.reset) }
  const merged = mergeValues(base, config, write.type)
  const kept = managedBy([...others, applied])
  const left = removeFields(merged, write.type, { dropped: previous?.fields, kept })
  const object = conform(cloneJson(left))
  // What is said in other words is a change, although it comes to the same.
  const { changed, removed } = comparisonOf(live, left as KubeObject, write)
  const conflicts = conflictsOf(others, changed)
  if (conflicts.length > 0 && !force && !isMigration(live, conflicts, write)) throw applyConflict(conflicts)
  const othersLeft = withoutFields(others, union(changed, removed))
  const managers = isEmptySet(applied.fields) ? othersLeft : [...othersLeft, applied]
  const isSame = live !== undefined && isEmptySet(changed) && isEmptySet(removed)
  const isNoOp = isSame && equalManagers(managers, readManagers(live.metadata.managedFields))
  if (isNoOp) keepManagers(object, live, live.metadata.managedFields)
  else setManagers(object, capManagers(managers), live)
  if (write.manager === 'kubectl' && live?.metadata.annotations?.[lastApplied] !== undefined)
    keepLastApplied(object, config)
  return object
}

/** The managers of an object that was written before anyone applied: one entry owns what the endpoint writes of it. */
function knownManagers(live: KubeObject | undefined, write: FieldWrite): Manager[] {
  const known = readManagers(live?.metadata.managedFields)
  if (!live || known.length > 0) return known
  const fields = comparisonOf(zeroObjectOf(write.type) as KubeObject, live, write).changed
  return isEmptySet(fields) ? [] : [{ ...writerOf(write, 'Update'), name: beforeFirstApply, fields }]
}

function comparisonOf(old: KubeObject | undefined, object: KubeObject, { type, reset }: FieldWrite) {
  const { changed, removed } = compareFields(old, object, type)
  return { changed: ownable(changed, reset), removed: ownable(removed, reset) }
}

function conflictsOf(others: readonly Manager[], changed: FieldSet): Conflict[] {
  return others.flatMap((manager) => {
    const fields = intersection(manager.fields, changed)
    return isEmptySet(fields) ? [] : [{ manager, fields }]
  })
}

/** Whether kubectl takes over what its own client-side apply last set: upstream's last-applied manager. */
function isMigration(
  live: KubeObject | undefined,
  conflicts: readonly Conflict[],
  { manager, type }: FieldWrite,
): boolean {
  const text = live?.metadata.annotations?.[lastApplied]
  if (manager !== 'kubectl' || !text) return false
  const last = parsed(text)
  const { changed, removed } = compareFields(last, live, type)
  const before = difference(fieldsOf(last, type), union(changed, removed))
  return conflicts.every(({ fields }) => isEmptySet(difference(fields, before)))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** Client-side apply may be used again: its annotation follows what kubectl applies. */
function keepLastApplied(object: KubeObject, config: KubeObject): void {
  const { [lastApplied]: _, ...annotations } = config.metadata.annotations ?? {}
  const { managedFields: __, ...metadata } = { ...config.metadata, annotations }
  object.metadata.annotations = {
    ...object.metadata.annotations,
    [lastApplied]: `${JSON.stringify({ ...config, metadata })}\n`,
  }
}

function writerOf(
  { manager, apiVersion, subresource, time }: FieldWrite,
  operation: Manager['operation'],
): Manager {
  return { name: manager, operation, apiVersion, subresource, time, fields: emptySet }
}

function setManagers(object: KubeObject, managers: readonly Manager[], old: KubeObject | undefined): void {
  keepManagers(object, old, writeManagers(managers))
}

/** An entry that says nothing tells the registry that none are left; no entries would mean those there are. */
function keepManagers(
  { metadata }: KubeObject,
  old: KubeObject | undefined,
  entries: readonly ManagedFieldsEntry[] | undefined,
): void {
  if (entries?.length) metadata.managedFields = [...entries]
  else if (old?.metadata.managedFields?.length) metadata.managedFields = [{}]
  else delete metadata.managedFields
}
