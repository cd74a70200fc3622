import { conflict, deepEqual, hasReason, type KubeObject, notFound, type Status } from '@knarr/machinery'
import { type Item, RevisionConflict } from '@knarr/storage'
import { objectOf, settle } from '../codec/stored-object.ts'
import { objectKey } from './object-keys.ts'
import { type Operation, writerOf } from './operation.ts'
import { type DeletionOptions, planDeletion } from './plan-deletion.ts'
import { putObject } from './put-object.ts'
import type { Kept } from './registry.ts'

/** The object that now waits for its end, or the last state of the one that is gone. */
export interface Deleted extends Kept {
  readonly isGone: boolean
  /** The deletion had begun before and nothing was changed. */
  readonly isPending: boolean
}

/** Deletes, or begins to: what the object's grace period, finalizers and `options` lead to. */
export async function deleteObject(
  operation: Operation,
  name: string,
  options: DeletionOptions,
): Promise<Deleted> {
  const { registry, resource, namespace } = operation
  const key = objectKey(resource.storage, { namespace, name })
  let item = await registry.store.get(key)
  for (;;) {
    if (!item) throw notFound(resource.api, name)
    const object = objectOf(item)
    const { custom } = operation.resource
    if (custom?.prepare) await custom.prepare([object])
    checkPreconditions(operation, object, options)
    await admitDeletion(operation, object)
    const outcome = await carryOut(operation, key, item, options)
    if (!(outcome instanceof RevisionConflict)) return outcome
    item = outcome.current
  }
}

async function carryOut(
  operation: Operation,
  key: string,
  item: Item,
  options: DeletionOptions,
): Promise<Deleted | RevisionConflict> {
  const { registry, resource, isDryRun } = operation
  const object = objectOf(item)
  const plan = planDeletion(object, options, resource.strategy, registry.clock.now())
  if (plan.kind === 'pending') return { object, item, isGone: false, isPending: true }
  // Who deletes again what waits for a finalizer changes nothing: a write would wake everyone who deletes on sight.
  if (plan.kind === 'update' && deepEqual(plan.object, object)) {
    return { object, item, isGone: false, isPending: false }
  }
  const last = plan.kind === 'update' ? plan.object : plan.last
  const isGone = plan.kind === 'remove'
  if (isDryRun) return { object: last ? settle(last) : object, isGone, isPending: false }
  try {
    const kept = await commitLast(operation, { key, item, last })
    if (isGone) {
      await registry.remove(key, { expected: revisionOf(kept), writer: writerOf(operation) })
      resource.hooks?.finish(undefined, kept.object)
    }
    return { ...kept, isGone, isPending: false }
  } catch (error) {
    if (error instanceof RevisionConflict) return error
    throw error
  }
}

/** Writes the update that precedes the end, if there is one. */
async function commitLast(
  operation: Operation,
  { key, item, last }: { key: string; item: Item; last: KubeObject | undefined },
): Promise<Kept> {
  if (!last) return { object: objectOf(item), item }
  const options = { expected: item.modRevision, writer: writerOf(operation) }
  return putObject(operation, { key, object: last }, options)
}

function revisionOf({ object }: Kept): number {
  return Number(object.metadata.resourceVersion)
}

function checkPreconditions(
  { resource }: Operation,
  object: KubeObject,
  { preconditions }: DeletionOptions,
): void {
  const { name, uid, resourceVersion } = object.metadata
  const subject = { group: resource.api.group, plural: resource.api.kind }
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    const why = `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid})`
    throw conflict(subject, name, `${why}. The object might have been deleted and then recreated`)
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    const versions = `(${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion})`
    throw conflict(
      subject,
      name,
      `the ResourceVersion in the precondition ${versions}. The object might have been modified`,
    )
  }
}

async function admitDeletion(operation: Operation, old: KubeObject): Promise<void> {
  const { resource, subresource, namespace, user, isDryRun, fieldManager, warnings, admission } = operation
  const { name } = old.metadata
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
  const attributes = { operation: 'DELETE', ...target, object: undefined, old } as const
  await admission.admit(attributes)
  await admission.validate(attributes)
}

/** What a client is told of an object that is gone. */
export function deletionStatus(operation: Operation, { metadata }: KubeObject): Status {
  const { group, plural } = operation.resource.api
  const details = { name: metadata.name, ...(group ? { group } : {}), kind: plural, uid: metadata.uid }
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }
}

/** Deletes what is still there; `undefined` where somebody else was faster. */
export async function deleteIfPresent(
  operation: Operation,
  name: string,
  options: DeletionOptions,
): Promise<Deleted | undefined> {
  try {
    return await deleteObject(operation, name, options)
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined
    throw error
  }
}
