import type { Resource } from '@knarr/api'
import type { Client } from '@knarr/client'
import { deepEqual, hasReason, type KubeObject, type ObjectKey, type OwnerReference } from '@knarr/machinery'
import {
  foregroundFinalizer,
  type GraphNode,
  type GraphWork,
  type OwnerGraph,
  orphanFinalizer,
} from './graph.ts'

export interface CollectorParts {
  readonly client: Client
  readonly graph: OwnerGraph
  enqueue(work: GraphWork): void
  resourceOf(reference: OwnerReference): Resource | undefined
}

type Policy = 'Background' | 'Foreground' | 'Orphan'
type OwnerState = 'dangling' | 'waiting' | 'solid'
type Owners = Record<OwnerState, OwnerReference[]>

/** What is to be done about one object; the task is to be tried again later if it says so. */
export type Outcome = 'done' | 'later'

/** Decides, by what the API says now, about one object at a time, and acts. */
export class Collector {
  readonly #parts: CollectorParts

  constructor(parts: CollectorParts) {
    this.#parts = parts
  }

  /** Looks at one object: does anyone still own it, and if not, how does it go? */
  async attemptToDelete(uid: string): Promise<Outcome> {
    const { graph, enqueue } = this.#parts
    const node = graph.get(uid)
    if (!node || (node.isBeingDeleted && !node.isDeletingDependents)) return 'done'
    const live = await this.#live(node.resource, node.key)
    if (live?.metadata.uid !== uid) enqueue(graph.remove(uid))
    // It is there, but its informer has not shown it yet.
    else if (node.isVirtual) return 'later'
    else if (node.isDeletingDependents) await this.#finishForeground(node, live)
    else await this.#judge(node, live)
    return 'done'
  }

  /** Gives an orphaned owner's dependents up, then lets the owner go. */
  async attemptToOrphan(uid: string): Promise<Outcome> {
    const node = this.#parts.graph.get(uid)
    if (!node) return 'done'
    for (const dependent of this.#parts.graph.dependentsOf(uid)) {
      const live = await this.#live(dependent.resource, dependent.key)
      if (live?.metadata.uid === dependent.uid) await this.#dropReferences(dependent, live, new Set([uid]))
    }
    await this.#removeFinalizer(node, orphanFinalizer)
    return 'done'
  }

  /** Someone solid still owns it: only the other references go. Otherwise it goes itself. */
  async #judge(node: GraphNode, live: KubeObject): Promise<void> {
    const references = live.metadata.ownerReferences ?? []
    const owners = await this.#classify(references, node)
    if (!owners || references.length === 0) return
    if (owners.solid.length > 0) {
      const gone = [...owners.dangling, ...owners.waiting].map(({ uid }) => uid)
      if (gone.length > 0) await this.#dropReferences(node, live, new Set(gone))
      return
    }
    const dependents = [...this.#parts.graph.dependentsOf(node.uid)]
    if (owners.waiting.length === 0 || dependents.length === 0)
      return await this.#delete(node, live, policyOf(live))
    // Two that wait for each other would wait for ever.
    const isCircle = dependents.some(({ isDeletingDependents }) => isDeletingDependents)
    await this.#delete(node, isCircle ? await this.#unblock(node, live) : live, 'Foreground')
  }

  /** An object deleted in the foreground goes when no dependent blocks it any more. */
  async #finishForeground(node: GraphNode, live: KubeObject): Promise<void> {
    const blocking = [...this.#parts.graph.dependentsOf(node.uid)].filter(({ owners }) =>
      owners.some(({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion),
    )
    if (blocking.length === 0) return await this.#removeFinalizer(node, foregroundFinalizer, live)
    const toDelete = blocking.filter(({ isDeletingDependents }) => !isDeletingDependents)
    this.#parts.enqueue({ toDelete, toOrphan: [] })
  }

  /** Undefined when it cannot be told of some owner whether it is there: then nothing may go. */
  async #classify(references: readonly OwnerReference[], { key }: GraphNode): Promise<Owners | undefined> {
    const owners: Owners = { dangling: [], waiting: [], solid: [] }
    for (const reference of references) {
      const resource = this.#parts.resourceOf(reference)
      // Nobody serves that kind now; or a cluster-scoped object names an owner that has a namespace.
      if (!resource || (resource.namespaced && !key.namespace)) return undefined
      owners[await this.#stateOf(reference, resource, key)].push(reference)
    }
    return owners
  }

  async #stateOf({ name, uid }: OwnerReference, resource: Resource, key: ObjectKey): Promise<OwnerState> {
    const owner = await this.#live(resource, { namespace: resource.namespaced ? key.namespace : '', name })
    if (owner?.metadata.uid !== uid) return 'dangling'
    return isWaiting(owner) ? 'waiting' : 'solid'
  }

  async #live(resource: Resource, key: ObjectKey): Promise<KubeObject | undefined> {
    return await unlessGone(() => this.#parts.client.get(resource, key))
  }

  /** Deletes what was judged, and not what it has become: unless its owners are the same still. */
  async #delete(node: GraphNode, judged: KubeObject, propagationPolicy: Policy): Promise<void> {
    const { resource, key, uid } = node
    const { resourceVersion, ownerReferences } = judged.metadata
    const { client } = this.#parts
    try {
      const preconditions = { uid, resourceVersion }
      await unlessGone(() => client.delete(resource, key, { propagationPolicy, preconditions }))
    } catch (error) {
      if (!hasReason(error, 'Conflict')) throw error
      const live = await this.#live(resource, key)
      if (live?.metadata.uid !== uid) return
      if (!deepEqual(live.metadata.ownerReferences, ownerReferences)) throw error
      await unlessGone(() => client.delete(resource, key, { propagationPolicy, preconditions: { uid } }))
    }
  }

  async #unblock(node: GraphNode, live: KubeObject): Promise<KubeObject> {
    const ownerReferences = (live.metadata.ownerReferences ?? []).map((reference) => ({
      ...reference,
      blockOwnerDeletion: false,
    }))
    return (await this.#patch(node, live, { ownerReferences })) ?? live
  }

  async #dropReferences(node: GraphNode, live: KubeObject, gone: ReadonlySet<string>): Promise<void> {
    const all = live.metadata.ownerReferences ?? []
    const kept = all.filter(({ uid }) => !gone.has(uid))
    if (kept.length === all.length) return
    await this.#patch(node, live, { ownerReferences: kept.length > 0 ? kept : null })
  }

  async #removeFinalizer(node: GraphNode, finalizer: string, known?: KubeObject): Promise<void> {
    const live = known ?? (await this.#live(node.resource, node.key))
    if (live?.metadata.uid !== node.uid || !live.metadata.finalizers?.includes(finalizer)) return
    const kept = live.metadata.finalizers.filter((name) => name !== finalizer)
    await this.#patch(node, live, { finalizers: kept.length > 0 ? kept : null })
  }

  async #patch(
    { resource, key, uid }: GraphNode,
    live: KubeObject,
    metadata: object,
  ): Promise<KubeObject | undefined> {
    const { resourceVersion } = live.metadata
    const patch = { metadata: { uid, resourceVersion, ...metadata } }
    return await unlessGone(() => this.#parts.client.patch(resource, key, { type: 'merge', patch }))
  }
}

async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined
    throw error
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
