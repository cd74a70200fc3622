import {
  cloneJson,
  conflict,
  deepEqual,
  type FieldError,
  invalidObject,
  type KubeObject,
  notFound,
} from '@knarr/machinery'
import { type Item, RevisionConflict } from '@knarr/storage'
import { objectOf, settle } from '../codec/stored-object.ts'
import { createObject } from './create-object.ts'
import { nextGeneration } from './generation.ts'
import { hasSpecFinalizers } from './namespace-deletion.ts'
import { objectKey } from './object-keys.ts'
import { kindOf, type Operation, requestContextOf, warn, writerOf } from './operation.ts'
import { putObject } from './put-object.ts'
import type { Kept } from './registry.ts'
import { hasStatusSubresource } from './served-resource.ts'
import type { RequestContext } from './strategy.ts'
import { followedByHooks } from './write-hooks.ts'

/**
 * What an update may touch: the whole object but its status, the status alone, or what rules of a
 * subresource's own leave of it.
 */
export type UpdateScope = 'main' | 'status' | SubresourceRules

export interface SubresourceRules {
  /** Puts back what the subresource does not write. */
  prepareForUpdate?(object: KubeObject, old: KubeObject, context: RequestContext): void
  validateUpdate?(object: KubeObject, old: KubeObject): FieldError[]
}

export interface Update {
  readonly name: string
  readonly scope: UpdateScope
  /** The new object, private and in the storage version; `old` is undefined when there is none yet. */
  revise(old: KubeObject | undefined): KubeObject | Promise<KubeObject>
  /** The new object is made from the old one, so that it need not say which it replaces. */
  readonly isPatch?: boolean
  /** Creates the object where it is missing (PUT of some kinds). */
  readonly mayCreate?: boolean
}

export interface Updated extends Kept {
  readonly isCreated: boolean
}

/**
 * Replaces an object by what `revise` makes of it, tried again as long as somebody else was faster and the
 * new object did not insist on a resourceVersion. A change that changes nothing writes nothing.
 */
export async function updateObject(operation: Operation, update: Update): Promise<Updated> {
  const { registry, resource, namespace } = operation
  const key = objectKey(resource.storage, { namespace, name: update.name })
  let item = await registry.store.get(key)
  for (;;) {
    if (!item) return createMissing(operation, update)
    const read = item
    const { custom } = operation.resource
    if (custom?.prepare) await custom.prepare([objectOf(read)])
    const old = currentObject(operation, read)
    const object = await update.revise(old)
    const isInsistent = checkPreconditions(operation, object, old)
    if (!isInsistent && !update.isPatch) refuseUnconditional(operation, object)
    await prepareUpdate(operation, update.scope, object, old)
    const outcome = await followedByHooks(
      operation,
      { object, old },
      {
        write: () => writeChange(operation, { key, item: read, old, object }),
        isWritten: (outcome) => !(outcome instanceof RevisionConflict || operation.isDryRun),
      },
    )
    if (!(outcome instanceof RevisionConflict)) return { ...outcome, isCreated: false }
    if (isInsistent) throw conflict(resource.api, update.name)
    item = outcome.current
  }
}

/** The object as it is read: a definition may since have come to see it differently. */
function currentObject({ resource: { custom } }: Operation, item: Item): KubeObject {
  return custom?.current(objectOf(item)) ?? objectOf(item)
}

interface ChangedObject {
  readonly key: string
  readonly item: Item
  /** As it was read. */
  readonly old: KubeObject
  readonly object: KubeObject
}

/** Whether an item is kept as it would be written now: not in a version, nor by a key, that is out of use. */
function isCurrent({ registry, resource: { custom } }: Operation, item: Item): boolean {
  if (registry.isStale(item)) return false
  return !custom || objectOf(item).apiVersion === custom.storedVersion
}

/** Writes what is different and not a dry run. */
async function writeChange(operation: Operation, change: ChangedObject): Promise<Kept | RevisionConflict> {
  const { item, old, object } = change
  if (deepEqual(object, old) && isCurrent(operation, item)) return { object: old, item }
  return operation.isDryRun ? { object: settle(object) } : commitUpdate(operation, change)
}

async function createMissing(operation: Operation, update: Update): Promise<Updated> {
  if (!update.mayCreate) throw notFound(operation.resource.api, update.name)
  const object = await update.revise(undefined)
  const { uid } = object.metadata
  if (uid) throw conflict(operation.resource.api, update.name, uidConflict(uid, ''))
  object.metadata.resourceVersion = ''
  const kept = await createObject(operation, object)
  return { ...kept, isCreated: true }
}

/** Writes, or removes what had been waiting for its last finalizer. */
async function commitUpdate(operation: Operation, change: ChangedObject): Promise<Kept | RevisionConflict> {
  const { registry } = operation
  const options = { expected: change.item.modRevision, writer: writerOf(operation) }
  try {
    if (!isLastFinalizerGone(change.object, objectOf(change.item))) {
      return await putObject(operation, change, options)
    }
    await registry.remove(change.key, options)
    operation.resource.hooks?.finish(undefined, change.object)
    return { object: settle(change.object) }
  } catch (error) {
    if (error instanceof RevisionConflict) return error
    throw error
  }
}

function isLastFinalizerGone(object: KubeObject, { metadata: old }: KubeObject): boolean {
  const { metadata } = object
  if ((metadata.finalizers?.length ?? 0) > 0 || !old.deletionTimestamp) return false
  return !old.deletionGracePeriodSeconds && !hasSpecFinalizers(object)
}

/** Whether the object names the version it is meant to replace; throws where that is not the current one. */
function checkPreconditions({ resource }: Operation, object: KubeObject, old: KubeObject): boolean {
  const { uid, resourceVersion, name } = object.metadata
  if (uid && uid !== old.metadata.uid) {
    throw conflict(resource.api, name, uidConflict(uid, old.metadata.uid))
  }
  if (resourceVersion && resourceVersion !== '0') {
    if (resourceVersion !== old.metadata.resourceVersion) throw conflict(resource.api, name)
    return true
  }
  return false
}

function uidConflict(wanted: string, actual: string): string {
  return `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${actual}`
}

function refuseUnconditional({ resource }: Operation, { metadata }: KubeObject): void {
  if (resource.strategy.allowUnconditionalUpdate !== false) return
  throw invalidObject(kindOf(resource), metadata.name, [mustSpecifyVersion])
}

const mustSpecifyVersion: FieldError = {
  reason: 'FieldValueInvalid',
  field: 'metadata.resourceVersion',
  body: 'Invalid value: 0x0: must be specified for an update',
}

async function prepareUpdate(
  operation: Operation,
  scope: UpdateScope,
  object: KubeObject,
  old: KubeObject,
): Promise<void> {
  const { resource, subresource, namespace, user, isDryRun, fieldManager, warnings, admission } = operation
  const name = old.metadata.name
  const target = {
    resource: resource.api,
    subresource,
    namespace,
    name,
    user,
    isDryRun,
    fieldManager,
    warnings,
    ...(operation.annotate ? { annotate: operation.annotate } : {}),
  }
  const attributes = { operation: 'UPDATE', ...target, object, old } as const
  keepSystemMetadata(object, old)
  await admission.admit(attributes)
  if (scope === 'status') prepareStatus(operation, object, old)
  else if (scope === 'main') prepareMain(operation, object, old)
  else prepareSubresource(operation, scope, { object, old })
  await admission.validate(attributes)
}

/** What no update changes, and what a client that left it out did not mean to remove. */
function keepSystemMetadata({ metadata }: KubeObject, { metadata: old }: KubeObject): void {
  const meta: Record<string, unknown> = metadata as never
  for (const field of [
    'name',
    'namespace',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
  ] as const) {
    set(meta, field, old[field])
  }
  set(meta, 'selfLink', undefined)
  set(meta, 'deletionTimestamp', old.deletionTimestamp ?? undefined)
  set(
    meta,
    'deletionGracePeriodSeconds',
    metadata.deletionGracePeriodSeconds ?? old.deletionGracePeriodSeconds,
  )
  if (!old.deletionTimestamp) set(meta, 'deletionGracePeriodSeconds', undefined)
  if (!metadata.managedFields?.length) set(meta, 'managedFields', old.managedFields)
  else if (metadata.managedFields.every((entry) => Object.keys(entry).length === 0))
    set(meta, 'managedFields', undefined)
}

function set(meta: Record<string, unknown>, field: string, value: unknown): void {
  if (value === undefined) delete meta[field]
  else meta[field] = value
}

interface WithStatus extends KubeObject {
  status?: unknown
}

function prepareMain(operation: Operation, object: WithStatus, old: WithStatus): void {
  const { resource } = operation
  const { strategy } = resource
  if (hasStatusSubresource(resource)) {
    if (old.status === undefined) delete object.status
    else object.status = cloneJson(old.status)
  }
  strategy.prepareForUpdate?.(object, old, requestContextOf(operation))
  const generation = nextGeneration(strategy, object, old)
  if (generation !== undefined) object.metadata.generation = generation
  refuse(operation, object, strategy.validateUpdate?.(object, old))
  warn(operation, strategy.warnings?.(object, old))
}

function prepareSubresource(
  operation: Operation,
  rules: SubresourceRules,
  { object, old }: { object: KubeObject; old: KubeObject },
): void {
  rules.prepareForUpdate?.(object, old, requestContextOf(operation))
  const generation = nextGeneration(operation.resource.strategy, object, old)
  if (generation !== undefined) object.metadata.generation = generation
  refuse(operation, object, rules.validateUpdate?.(object, old))
}

function prepareStatus(operation: Operation, object: KubeObject, old: KubeObject): void {
  const { strategy } = operation.resource
  const target = object as unknown as Record<string, unknown>
  for (const field of new Set([...Object.keys(object), ...Object.keys(old)])) {
    if (field === 'metadata' || field === 'status') continue
    set(target, field, (old as unknown as Record<string, unknown>)[field])
  }
  const meta = object.metadata as unknown as Record<string, unknown>
  for (const field of strategy.keptByStatus ?? []) set(meta, field, old.metadata[field])
  strategy.prepareForStatusUpdate?.(object, old, requestContextOf(operation))
  refuse(operation, object, strategy.validateStatusUpdate?.(object, old))
}

function refuse(
  { resource }: Operation,
  object: KubeObject,
  errors: readonly FieldError[] | undefined,
): void {
  if (errors && errors.length > 0) throw invalidObject(kindOf(resource), object.metadata.name, errors)
}
