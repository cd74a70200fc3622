import type { Resource } from '@knarr/api'
import type { KubeObject, ObjectKey, OwnerReference } from '@knarr/machinery'

export const foregroundFinalizer = 'foregroundDeletion'
export const orphanFinalizer = 'orphan'

/** One object as the garbage collector knows it. */
export interface GraphNode {
  readonly uid: string
  readonly resource: Resource
  readonly key: ObjectKey
  owners: readonly OwnerReference[]
  readonly dependents: Set<GraphNode>
  isBeingDeleted: boolean
  /** Being deleted in the foreground: it waits for its dependents. */
  isDeletingDependents: boolean
  /** Known from a reference only; no informer has shown it. */
  isVirtual: boolean
}

/** What changed in the graph, and so must be looked at. */
export interface GraphWork {
  readonly toDelete: readonly GraphNode[]
  readonly toOrphan: readonly GraphNode[]
}

const nothing: GraphWork = { toDelete: [], toOrphan: [] }

/** Who owns whom, by uid, kept current from informers' events. */
export class OwnerGraph {
  readonly #nodes = new Map<string, GraphNode>()
  readonly #resourceOf: (reference: OwnerReference) => Resource | undefined

  constructor(resourceOf: (reference: OwnerReference) => Resource | undefined) {
    this.#resourceOf = resourceOf
  }

  get(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid)
  }

  upsert(resource: Resource, object: KubeObject): GraphWork {
    const { uid, name, namespace = '', finalizers = [], ownerReferences = [] } = object.metadata
    const known = this.#nodes.get(uid)
    const node: GraphNode =
      known && !known.isVirtual
        ? known
        : { ...this.#blank(uid, resource, { namespace, name }), dependents: known?.dependents ?? new Set() }
    if (known !== node) this.#replace(known, node)
    const wasDeleting = node.isBeingDeleted
    const wasDeletingDependents = node.isDeletingDependents
    node.isBeingDeleted = object.metadata.deletionTimestamp !== undefined
    node.isDeletingDependents = node.isBeingDeleted && finalizers.includes(foregroundFinalizer)
    const missing = this.#setOwners(node, ownerReferences)
    const needsOrphaning = node.isBeingDeleted && finalizers.includes(orphanFinalizer)
    const startsWaiting = node.isDeletingDependents && !wasDeletingDependents
    return {
      toDelete: [
        ...missing,
        ...(startsWaiting ? [node, ...node.dependents] : []),
        ...(node.owners.length > 0 && !node.isBeingDeleted ? this.#ifOwnerLeaves(node) : []),
      ],
      toOrphan: needsOrphaning && !wasDeleting ? [node] : [],
    }
  }

  remove(uid: string): GraphWork {
    const node = this.#nodes.get(uid)
    if (!node) return nothing
    this.#nodes.delete(uid)
    const waiting: GraphNode[] = []
    for (const { uid: ownerUid } of node.owners) {
      const owner = this.#nodes.get(ownerUid)
      owner?.dependents.delete(node)
      if (owner?.isDeletingDependents) waiting.push(owner)
    }
    return { toDelete: [...node.dependents, ...waiting], toOrphan: [] }
  }

  /** A dependent whose owner is known to be waiting for its dependents must be looked at. */
  #ifOwnerLeaves(node: GraphNode): GraphNode[] {
    return node.owners.some(({ uid }) => this.#nodes.get(uid)?.isDeletingDependents) ? [node] : []
  }

  #blank(uid: string, resource: Resource, key: ObjectKey): GraphNode {
    const flags = { isBeingDeleted: false, isDeletingDependents: false, isVirtual: false }
    return { uid, resource, key, owners: [], dependents: new Set(), ...flags }
  }

  #replace(known: GraphNode | undefined, node: GraphNode): void {
    this.#nodes.set(node.uid, node)
    for (const { uid } of known?.owners ?? []) this.#nodes.get(uid)?.dependents.delete(known as GraphNode)
  }

  /** Links the node to its owners; returns nodes for owners never seen, whose existence must be checked. */
  #setOwners(node: GraphNode, owners: readonly OwnerReference[]): GraphNode[] {
    const now = new Set(owners.map(({ uid }) => uid))
    for (const { uid } of node.owners) if (!now.has(uid)) this.#nodes.get(uid)?.dependents.delete(node)
    node.owners = owners
    return owners.flatMap((reference) => {
      const known = this.#nodes.get(reference.uid)
      if (known) {
        known.dependents.add(node)
        return []
      }
      const resource = this.#resourceOf(reference)
      if (!resource) return []
      const namespace = resource.namespaced ? node.key.namespace : ''
      const owner = {
        ...this.#blank(reference.uid, resource, { namespace, name: reference.name }),
        isVirtual: true,
      }
      owner.dependents.add(node)
      this.#nodes.set(owner.uid, owner)
      return [owner]
    })
  }
}
