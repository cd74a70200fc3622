import type { Resource } from '@knarr/api'
import { apiVersionOf } from '@knarr/api'
import { type Client, type InformerFactory, type Logger, WorkQueue } from '@knarr/client'
import { type Clock, hasReason, type KubeObject, type OwnerReference } from '@knarr/machinery'
import { foregroundFinalizer, type GraphNode, type GraphWork, OwnerGraph, orphanFinalizer } from './graph.ts'

export interface GarbageCollectorOptions {
  readonly client: Client
  readonly informers: InformerFactory
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
  /** Every resource that can be listed, watched and deleted. */
  readonly resources: readonly Resource[]
}

export interface GarbageCollector {
  /** Whether nothing waits to be deleted or orphaned. */
  readonly isIdle: boolean
  /** Resolves when the signal has aborted and the workers are done. */
  stopped(): Promise<void>
}

const workers = 20

type Policy = 'Background' | 'Foreground' | 'Orphan'

/**
 * Deletes objects whose owners are all gone, and carries out foreground and orphan deletions: upstream's
 * garbage-collector-controller over the same graph of owner references.
 */
export function runGarbageCollector(options: GarbageCollectorOptions): GarbageCollector {
  const { informers, clock, signal, resources } = options
  const byKind = new Map(
    resources.map((resource) => [`${apiVersionOf(resource)} ${resource.kind}`, resource]),
  )
  const resourceOf = ({ apiVersion, kind }: OwnerReference): Resource | undefined =>
    byKind.get(`${apiVersion} ${kind}`)
  const graph = new OwnerGraph(resourceOf)
  const toDelete = new WorkQueue<string>({ clock, keyOf: (uid) => uid })
  const toOrphan = new WorkQueue<string>({ clock, keyOf: (uid) => uid })
  const enqueue = (work: GraphWork): void => {
    for (const node of work.toDelete) toDelete.add(node.uid)
    for (const node of work.toOrphan) toOrphan.add(node.uid)
  }
  for (const resource of resources) {
    const upsert = (object: KubeObject): void => enqueue(graph.upsert(resource, object))
    const onDelete = ({ metadata }: KubeObject): void => enqueue(graph.remove(metadata.uid))
    informers.informer(resource).addHandler({ onAdd: upsert, onUpdate: upsert, onDelete })
  }
  const collector = new Collector({ ...options, graph, enqueue, resourceOf })
  signal.addEventListener('abort', () => {
    toDelete.shutDown()
    toOrphan.shutDown()
  })
  const running = informers.synced(signal).then(
    () =>
      Promise.all([
        ...Array.from({ length: workers }, () =>
          work(toDelete, options, (uid) => collector.attemptToDelete(uid)),
        ),
        work(toOrphan, options, (uid) => collector.attemptToOrphan(uid)),
      ]),
    () => [],
  )
  return {
    get isIdle() {
      return [toDelete, toOrphan].every((queue) => queue.length === 0 && queue.processing === 0)
    },
    stopped: () => running.then(() => {}),
  }
}

async function work(
  queue: WorkQueue<string>,
  { logger, signal }: GarbageCollectorOptions,
  task: (uid: string) => Promise<void>,
): Promise<void> {
  for (let uid = await queue.get(); uid !== undefined; uid = await queue.get()) {
    try {
      await task(uid)
      queue.forget(uid)
    } catch (error) {
      if (signal.aborted) return
      if (!hasReason(error, 'Conflict')) logger.error('garbage collection failed', { uid, err: error })
      queue.addRateLimited(uid)
    } finally {
      queue.done(uid)
    }
  }
}

interface CollectorParts extends GarbageCollectorOptions {
  readonly graph: OwnerGraph
  enqueue(work: GraphWork): void
  resourceOf(reference: OwnerReference): Resource | undefined
}

interface Owners {
  readonly dangling: readonly OwnerReference[]
  readonly waiting: readonly OwnerReference[]
  readonly solid: readonly OwnerReference[]
}

class Collector {
  readonly #parts: CollectorParts

  constructor(parts: CollectorParts) {
    this.#parts = parts
  }

  /** Looks at one object: does anyone still own it, and if not, how does it go? */
  async attemptToDelete(uid: string): Promise<void> {
    const { graph, enqueue } = this.#parts
    const node = graph.get(uid)
    if (!node || (node.isBeingDeleted && !node.isDeletingDependents)) return
    const live = await this.#live(node.resource, node.key)
    if (live?.metadata.uid !== uid) {
      enqueue(graph.remove(uid))
      return
    }
    if (node.isVirtual) enqueue(graph.upsert(node.resource, live))
    if (node.isDeletingDependents) await this.#finishForeground(node, live)
    else await this.#judge(node, live)
  }

  /** Someone solid still owns it: only the other references go. Otherwise it goes itself. */
  async #judge(node: GraphNode, live: KubeObject): Promise<void> {
    const references = live.metadata.ownerReferences ?? []
    if (references.length === 0) return
    const owners = await this.#classify(references, node)
    if (owners.solid.length > 0) {
      await this.#dropReferences(node, live, [...owners.dangling, ...owners.waiting])
    } else {
      const blocks = owners.waiting.length > 0 && node.dependents.size > 0
      await this.#delete(node, live, blocks ? 'Foreground' : policyOf(live))
    }
  }

  /** Gives an orphaned owner's dependents up, then lets the owner go. */
  async attemptToOrphan(uid: string): Promise<void> {
    const node = this.#parts.graph.get(uid)
    if (!node) return
    for (const dependent of node.dependents) {
      const live = await this.#live(dependent.resource, dependent.key)
      if (live?.metadata.uid === dependent.uid) {
        await this.#dropReferences(
          dependent,
          live,
          dependent.owners.filter((owner) => owner.uid === uid),
        )
      }
    }
    await this.#removeFinalizer(node, orphanFinalizer)
  }

  /** An object deleted in the foreground goes when no dependent blocks it any more. */
  async #finishForeground(node: GraphNode, live: KubeObject): Promise<void> {
    const blocking = [...node.dependents].filter(({ owners }) =>
      owners.some(({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion),
    )
    if (blocking.length === 0) return await this.#removeFinalizer(node, foregroundFinalizer, live)
    this.#parts.enqueue({
      toDelete: blocking.filter(({ isDeletingDependents }) => !isDeletingDependents),
      toOrphan: [],
    })
  }

  async #classify(references: readonly OwnerReference[], node: GraphNode): Promise<Owners> {
    const owners = {
      dangling: [] as OwnerReference[],
      waiting: [] as OwnerReference[],
      solid: [] as OwnerReference[],
    }
    for (const reference of references) owners[await this.#stateOf(reference, node)].push(reference)
    return owners
  }

  async #stateOf(reference: OwnerReference, { key }: GraphNode): Promise<keyof Owners> {
    const resource = this.#parts.resourceOf(reference)
    // A kind nobody serves now may come back: its dependents are kept.
    if (!resource) return 'solid'
    const namespace = resource.namespaced ? key.namespace : ''
    const owner = await this.#live(resource, { namespace, name: reference.name })
    if (owner?.metadata.uid !== reference.uid) return 'dangling'
    return isWaiting(owner) ? 'waiting' : 'solid'
  }

  async #live(resource: Resource, key: { namespace: string; name: string }): Promise<KubeObject | undefined> {
    try {
      return await this.#parts.client.get(resource, key)
    } catch (error) {
      if (hasReason(error, 'NotFound')) return undefined
      throw error
    }
  }

  async #delete(
    { resource, key, uid }: GraphNode,
    live: KubeObject,
    propagationPolicy: Policy,
  ): Promise<void> {
    const preconditions = { uid, resourceVersion: live.metadata.resourceVersion }
    try {
      await this.#parts.client.delete(resource, key, { propagationPolicy, preconditions })
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error
    }
  }

  async #dropReferences(
    { resource, key, uid }: GraphNode,
    live: KubeObject,
    references: readonly OwnerReference[],
  ): Promise<void> {
    if (references.length === 0) return
    const gone = new Set(references.map((reference) => reference.uid))
    const ownerReferences = (live.metadata.ownerReferences ?? []).filter(
      (reference) => !gone.has(reference.uid),
    )
    const patch = { metadata: { uid, resourceVersion: live.metadata.resourceVersion, ownerReferences } }
    await this.#patch(resource, key, patch)
  }

  async #removeFinalizer(
    { resource, key, uid }: GraphNode,
    finalizer: string,
    known?: KubeObject,
  ): Promise<void> {
    const live = known ?? (await this.#live(resource, key))
    if (live?.metadata.uid !== uid || !live.metadata.finalizers?.includes(finalizer)) return
    const finalizers = live.metadata.finalizers.filter((name) => name !== finalizer)
    await this.#patch(resource, key, {
      metadata: { uid, resourceVersion: live.metadata.resourceVersion, finalizers },
    })
  }

  async #patch(resource: Resource, key: { namespace: string; name: string }, patch: object): Promise<void> {
    try {
      await this.#parts.client.patch(resource, key, { type: 'merge', patch })
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error
    }
  }
}

function isWaiting({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(foregroundFinalizer)
}

/** An object's own finalizers say how it wants to go. */
function policyOf({ metadata }: KubeObject): Policy {
  if (metadata.finalizers?.includes(orphanFinalizer)) return 'Orphan'
  return metadata.finalizers?.includes(foregroundFinalizer) ? 'Foreground' : 'Background'
}
