import type { Resource } from '@knarr/api'
import { type Namespace, type NamespaceCondition, namespaces, pods } from '@knarr/api/core/v1'
import { type Controller, type ReconcileContext, type Result, setCondition } from '@knarr/controller'
import { deepEqual, hasReason, type KubeObject } from '@knarr/machinery'

/** The namespaced resources that can be listed and deleted now: what a namespace must be emptied of. */
export type NamespacedResources = () => Promise<readonly Resource[]>

/** How long to wait before looking again whether what is being deleted has gone. */
const checkMs = 1_000

/** Empties each namespace that is being deleted, then lets it go. */
export function namespaceController(resources: NamespacedResources): Controller {
  return {
    name: 'namespace-controller',
    watches: namespaces,
    workers: 10,
    async reconcile(key, context) {
      const namespace = context.lister.get(namespaces, key)
      if (!namespace?.metadata.deletionTimestamp) return undefined
      if (!namespace.spec?.finalizers?.includes('kubernetes')) return undefined
      return await empty(namespace, await resources(), context)
    },
  }
}

interface Remaining {
  /** `pods.` → how many are left. */
  readonly resources: Map<string, number>
  readonly finalizers: Map<string, number>
  readonly failures: string[]
}

async function empty(
  namespace: Namespace,
  resources: readonly Resource[],
  context: ReconcileContext,
): Promise<Result | undefined> {
  const remaining = await deleteContent(namespace.metadata.name, resources, context)
  if (remaining.resources.size === 0 && remaining.failures.length === 0) {
    await finalize(namespace, context)
    return undefined
  }
  await report(namespace, remaining, context)
  return { requeueAfterMs: checkMs }
}

/** Pods first, then everything else: what pods use should outlive them. */
async function deleteContent(
  namespace: string,
  resources: readonly Resource[],
  context: ReconcileContext,
): Promise<Remaining> {
  const remaining: Remaining = { resources: new Map(), finalizers: new Map(), failures: [] }
  const isPods = ({ group, plural }: Resource): boolean => group === '' && plural === pods.plural
  await deleteAll(namespace, resources.filter(isPods), remaining, context)
  if (remaining.resources.size > 0) return remaining
  await deleteAll(
    namespace,
    resources.filter((resource) => !isPods(resource)),
    remaining,
    context,
  )
  return remaining
}

async function deleteAll(
  namespace: string,
  resources: readonly Resource[],
  remaining: Remaining,
  context: ReconcileContext,
): Promise<void> {
  for (const resource of resources) {
    try {
      const kept = await deleteResource(namespace, resource, context)
      if (kept.length > 0) remaining.resources.set(`${resource.plural}.${resource.group}`, kept.length)
      for (const name of kept.flatMap(({ metadata }) => metadata.finalizers ?? [])) {
        remaining.finalizers.set(name, (remaining.finalizers.get(name) ?? 0) + 1)
      }
    } catch (error) {
      remaining.failures.push(error instanceof Error ? error.message : String(error))
    }
  }
}

/** Deletes every object of one resource and resolves with those that stay for now. */
async function deleteResource(
  namespace: string,
  resource: Resource,
  { client, signal }: ReconcileContext,
): Promise<readonly KubeObject[]> {
  try {
    const { items } = await client.list(resource, { namespace, signal })
    if (items.length === 0) return []
    await client.deleteCollection(resource, { namespace, propagationPolicy: 'Background', signal })
    return (await client.list(resource, { namespace, signal })).items
  } catch (error) {
    // No longer served, or never meant to be emptied.
    if (hasReason(error, 'NotFound') || hasReason(error, 'MethodNotAllowed')) return []
    throw error
  }
}

async function finalize(namespace: Namespace, { client }: ReconcileContext): Promise<void> {
  const finalizers = (namespace.spec.finalizers ?? []).filter((name) => name !== 'kubernetes')
  try {
    const finalized = { ...namespace, spec: { ...namespace.spec, finalizers } }
    await client.update(namespaces, finalized, { subresource: 'finalize' })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
}

/** Tells in the namespace's conditions what keeps it, in upstream's words. */
async function report(
  namespace: Namespace,
  remaining: Remaining,
  { client, clock }: ReconcileContext,
): Promise<void> {
  const { failures } = remaining
  const instances = [...remaining.resources].map(([name, count]) => `${name} has ${count} resource instances`)
  const held = [...remaining.finalizers].map(([name, count]) => `${name} in ${count} resource instances`)
  const told: NamespaceCondition[] = [
    failures.length > 0
      ? {
          type: 'NamespaceDeletionContentFailure',
          status: 'True',
          reason: 'ContentDeletionFailed',
          message: `Failed to delete all resource types, ${failures.length} remaining: ${failures.join(', ')}`,
        }
      : {
          type: 'NamespaceDeletionContentFailure',
          status: 'False',
          reason: 'ContentDeleted',
          message: 'All content successfully deleted, may be waiting on finalization',
        },
    instances.length > 0
      ? {
          type: 'NamespaceContentRemaining',
          status: 'True',
          reason: 'SomeResourcesRemain',
          message: `Some resources are remaining: ${instances.sort().join(', ')}`,
        }
      : {
          type: 'NamespaceContentRemaining',
          status: 'False',
          reason: 'ContentRemoved',
          message: 'All content successfully removed',
        },
    held.length > 0
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${held.sort().join(', ')}`,
        }
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'False',
          reason: 'ContentHasNoFinalizers',
          message: 'All content-preserving finalizers finished',
        },
  ]
  let conditions: readonly NamespaceCondition[] = namespace.status?.conditions ?? []
  for (const condition of told) conditions = setCondition(conditions, condition, clock)
  const status = { ...namespace.status, conditions: [...conditions] }
  if (deepEqual(status, namespace.status)) return
  try {
    await client.updateStatus(namespaces, { ...namespace, status })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
}
