import type { Resource } from '@knarr/api'
import type { KubeObject, ObjectKey, OwnerReference } from '@knarr/machinery'

export const foregroundFinalizer = 'foregroundDeletion'
export const orphanFinalizer = 'orphan'

/** One object as the garbage collector knows it. */
export interface GraphNode {
  readonly uid: string
  /** In the version that is served now. */
  resource: Resource
  readonly key: ObjectKey
  owners: readonly OwnerReference[]
  isBeingDeleted: boolean
  /** Being deleted in the foreground: it waits for its dependents. */
  isDeletingDependents: boolean
  /** Being deleted, and its dependents are to be given up first. */
  isOrphaning: boolean
  /** Known from a reference only; no informer has shown it. */
  readonly isVirtual: boolean
}

/** What changed in the graph, and so must be looked at. */
export interface GraphWork {
  readonly toDelete: readonly GraphNode[]
  readonly toOrphan: readonly GraphNode[]
}

type ResourceOf = (reference: OwnerReference) => Resource | undefined

const nobody: ReadonlySet<GraphNode> = new Set()

/** Who owns whom, by uid, kept current from informers' events. */
export class OwnerGraph {
  readonly #nodes = new Map<string, GraphNode>()
  /** Who refers to a uid, whether or not that is known itself. */
  readonly #dependents = new Map<string, Set<GraphNode>>()
  readonly #resourceOf: ResourceOf

  constructor(resourceOf: ResourceOf) {
    this.#resourceOf = resourceOf
  }

  get(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid)
  }

  dependentsOf(uid: string): ReadonlySet<GraphNode> {
    return this.#dependents.get(uid) ?? nobody
  }

  /** Takes in an object as an informer shows it. */
  upsert(resource: Resource, object: KubeObject): GraphWork {
    const { finalizers = [], ownerReferences = [], deletionTimestamp } = object.metadata
    const known = this.#nodes.get(object.metadata.uid)
    const isNew = !known || known.isVirtual
    const node = isNew ? this.#add(resource, object) : known
    node.resource = resource
    const { isDeletingDependents, isOrphaning } = node
    node.isBeingDeleted = deletionTimestamp !== undefined
    node.isDeletingDependents = node.isBeingDeleted && finalizers.includes(foregroundFinalizer)
    node.isOrphaning = node.isBeingDeleted && finalizers.includes(orphanFinalizer)
    const startsWaiting = node.isDeletingDependents && !isDeletingDependents
    const toDelete = [
      ...this.#setOwners(node, ownerReferences),
      ...(isNew ? this.#mistaken(node) : []),
      ...(startsWaiting ? [node, ...this.dependentsOf(node.uid)] : []),
    ]
    return { toDelete, toOrphan: node.isOrphaning && !isOrphaning ? [node] : [] }
  }

  /** Forgets an object: its dependents have an owner less, and owners that wait may have waited enough. */
  remove(uid: string): GraphWork {
    const node = this.#nodes.get(uid)
    if (!node) return { toDelete: [], toOrphan: [] }
    this.#nodes.delete(uid)
    for (const owner of node.owners) this.#unlink(node, owner.uid)
    return { toDelete: [...this.dependentsOf(uid), ...this.#waiting(node.owners)], toOrphan: [] }
  }

  #add(resource: Resource, { metadata }: KubeObject): GraphNode {
    const { uid, name, namespace = '' } = metadata
    const node = blank({ uid, resource, key: { namespace, name }, isVirtual: false })
    this.#nodes.set(uid, node)
    return node
  }

  /** Dependents that refer to the node's uid but not to where it is: from another namespace, say. */
  #mistaken(node: GraphNode): GraphNode[] {
    return [...this.dependentsOf(node.uid)].filter(
      (dependent) =>
        !dependent.owners.some((owner) => owner.uid === node.uid && this.#means(dependent, owner, node)),
    )
  }

  #means({ key }: GraphNode, reference: OwnerReference, owner: GraphNode): boolean {
    const resource = this.#resourceOf(reference)
    const namespace = resource?.namespaced ? key.namespace : ''
    return (
      isSameResource(owner.resource, resource) && isSameKey(owner.key, { namespace, name: reference.name })
    )
  }

  /** Links the node to its owners; returns what must be looked at because of what changed in that. */
  #setOwners(node: GraphNode, owners: readonly OwnerReference[]): GraphNode[] {
    const before = new Map(node.owners.map((owner) => [owner.uid, owner]))
    const now = new Map(owners.map((owner) => [owner.uid, owner]))
    node.owners = owners
    const unblocked = [...before.values()].filter(
      ({ uid, blockOwnerDeletion }) =>
        !now.has(uid) || (blockOwnerDeletion && !now.get(uid)?.blockOwnerDeletion),
    )
    for (const { uid } of unblocked) if (!now.has(uid)) this.#unlink(node, uid)
    const added = owners.filter(({ uid }) => !before.has(uid))
    return [...added.flatMap((owner) => this.#link(node, owner)), ...this.#waiting(unblocked)]
  }

  #link(node: GraphNode, reference: OwnerReference): GraphNode[] {
    const { uid, name } = reference
    const dependents = this.#dependents.get(uid) ?? new Set()
    this.#dependents.set(uid, dependents.add(node))
    const known = this.#nodes.get(uid)
    if (known) return this.#means(node, reference, known) && !known.isDeletingDependents ? [] : [node]
    const resource = this.#resourceOf(reference)
    if (!resource) return []
    const key = { namespace: resource.namespaced ? node.key.namespace : '', name }
    const owner = blank({ uid, resource, key, isVirtual: true })
    this.#nodes.set(uid, owner)
    return [owner]
  }

  #unlink(node: GraphNode, ownerUid: string): void {
    const dependents = this.#dependents.get(ownerUid)
    dependents?.delete(node)
    if (dependents?.size === 0) this.#dependents.delete(ownerUid)
  }

  #waiting(owners: readonly OwnerReference[]): GraphNode[] {
    return owners.flatMap(({ uid }) => {
      const owner = this.#nodes.get(uid)
      return owner?.isDeletingDependents ? [owner] : []
    })
  }
}

function blank(identity: Pick<GraphNode, 'uid' | 'resource' | 'key' | 'isVirtual'>): GraphNode {
  return { ...identity, owners: [], isBeingDeleted: false, isDeletingDependents: false, isOrphaning: false }
}

/** Whatever the version. */
function isSameResource(a: Resource, b: Resource | undefined): boolean {
  return a.group === b?.group && a.plural === b.plural
}

function isSameKey(a: ObjectKey, b: ObjectKey): boolean {
  return a.namespace === b.namespace && a.name === b.name
}
