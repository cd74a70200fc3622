import type { CustomResourceDefinition } from '@knarr/api/apiextensions/v1'
import { cloneJson, sleep, timestamp } from '@knarr/machinery'
import { prefixEnd, RevisionConflict } from '@knarr/storage'
import type { AdmissionChain } from '../admission/admission-chain.ts'
import { objectOf } from '../codec/stored-object.ts'
import { deleteIfPresent } from '../registry/delete-object.ts'
import { resourcePrefix } from '../registry/object-keys.ts'
import type { Registry } from '../registry/registry.ts'
import type { ServedResource } from '../registry/served-resource.ts'
import { conditionsWith } from './definition-status.ts'

/** Held by a definition that is to go until no object of it is left. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'
/** How often objects that wait for finalizers of their own are looked at again. */
const retryMs = 1000
const writer = 'apiextensions-apiserver'

/** A definition that is to go, by its key. */
export interface Cleanup {
  readonly registry: Registry
  readonly admission: AdmissionChain
  readonly key: string
  /** What it defines; undefined where it never came to be served. */
  readonly resource: ServedResource | undefined
  readonly signal: AbortSignal
}

/** Deletes what there is of a definition that is to go, then lets it go. */
export async function cleanUpDefinition(cleanup: Cleanup): Promise<void> {
  const { registry, signal } = cleanup
  if (!(await update(cleanup, startDeletion))) return
  while (!signal.aborted && (await deleteInstances(cleanup)) > 0) await sleep(registry.clock, retryMs, signal)
  if (!signal.aborted) await update(cleanup, release)
}

/** Begins to delete every object; resolves with how many are still there. */
async function deleteInstances({ registry, admission, resource }: Cleanup): Promise<number> {
  if (!resource) return 0
  const from = resourcePrefix(resource.storage)
  const { items } = await registry.store.range(from, prefixEnd(from))
  const user = { name: 'system:apiserver', groups: ['system:masters'] }
  const options = { isDryRun: false, fieldManager: writer, warnings: [], subresource: '', user }
  let left = 0
  for (const item of items) {
    const { name, namespace = '' } = objectOf(item).metadata
    const operation = { registry, admission, resource, namespace, ...options }
    const deleted = await deleteIfPresent(operation, name, {})
    if (deleted && !deleted.isGone) left++
  }
  return left
}

const isHeld = ({ metadata }: CustomResourceDefinition): boolean =>
  metadata.finalizers?.includes(cleanupFinalizer) ?? false

function startDeletion(definition: CustomResourceDefinition, now: string): CustomResourceDefinition {
  return terminating(
    definition,
    {
      status: 'True',
      reason: 'InstanceDeletionInProgress',
      message: 'CustomResource deletion is in progress',
    },
    now,
  )
}

function release(definition: CustomResourceDefinition, now: string): CustomResourceDefinition {
  const done = terminating(
    definition,
    { status: 'False', reason: 'InstanceDeletionCompleted', message: 'removed all instances' },
    now,
  )
  const finalizers = definition.metadata.finalizers?.filter((name) => name !== cleanupFinalizer) ?? []
  return { ...done, metadata: { ...definition.metadata, finalizers } }
}

function terminating(
  definition: CustomResourceDefinition,
  condition: { status: string; reason: string; message: string },
  now: string,
): CustomResourceDefinition {
  const conditions = conditionsWith(
    definition.status?.conditions ?? [],
    [{ type: 'Terminating', ...condition }],
    now,
  )
  return { ...definition, status: { ...definition.status, conditions } }
}

type Revise = (definition: CustomResourceDefinition, now: string) => CustomResourceDefinition

/** Writes what `revise` makes of the definition, or removes it with its last finalizer; false where it is not held. */
async function update({ registry, key }: Cleanup, revise: Revise): Promise<boolean> {
  for (;;) {
    const item = await registry.store.get(key)
    if (!item) return false
    const definition = objectOf<CustomResourceDefinition>(item)
    if (!isHeld(definition)) return false
    const next = cloneJson(revise(definition, timestamp(registry.clock.now())))
    const options = { expected: item.modRevision, writer }
    try {
      if (next.metadata.finalizers?.length) await registry.put(key, next, options)
      else await registry.remove(key, options)
      return true
    } catch (error) {
      // Whoever was faster changed what is revised again.
      if (!(error instanceof RevisionConflict)) throw error
    }
  }
}
