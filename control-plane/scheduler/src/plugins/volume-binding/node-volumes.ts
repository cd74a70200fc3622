import {
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  persistentVolumes,
} from '@knarr/api/core/v1'
import { type StorageClass, storageClasses } from '@knarr/api/storage/v1'
import type { Lister } from '@knarr/client'
import { findVolume, isReachable, storageClassOf, volumeAnnotations } from '@knarr/controller'
import { parseQuantity, type Quantity } from '@knarr/machinery'
import { type PodClaims, volumeOf } from './pod-claims.ts'

export const reasons = {
  nodeConflict: "node(s) didn't match PersistentVolume's node affinity",
  bindConflict: "node(s) didn't find available persistent volumes to bind",
  volumeMissing: 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)',
} as const

/** What is to be bound and made for a pod on one node. */
export interface NodeVolumes {
  readonly bindings: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[]
  readonly provisions: readonly PersistentVolumeClaim[]
}

export interface NodeSearch {
  readonly node: Node
  readonly lister: Lister
  /** Names of volumes that pods on their way to other nodes are to have. */
  readonly assumed: ReadonlySet<string>
}

/** Upstream's FindPodVolumes: the volumes a pod would have on a node, or why it cannot have them there. */
export function nodeVolumes(claims: PodClaims, search: NodeSearch): NodeVolumes | readonly string[] {
  const conflicts = boundConflicts(claims.bound, search)
  const delayed = claims.delayed.length > 0 ? delayedVolumes(claims.delayed, search) : undefined
  if (delayed === 'conflict') conflicts.push(reasons.bindConflict)
  if (conflicts.length > 0) return conflicts
  return typeof delayed === 'object' ? delayed : { bindings: [], provisions: [] }
}

function boundConflicts(bound: readonly PersistentVolumeClaim[], { lister, node }: NodeSearch): string[] {
  for (const claim of bound) {
    const volume = volumeOf(claim, lister)
    if (!volume) return [reasons.volumeMissing]
    if (!isReachable(volume, node)) return [reasons.nodeConflict]
  }
  return []
}

function delayedVolumes(
  delayed: readonly PersistentVolumeClaim[],
  { node, lister, assumed }: NodeSearch,
): NodeVolumes | 'conflict' {
  const bindings: NodeVolumes['bindings'][number][] = []
  const provisions: PersistentVolumeClaim[] = []
  const excluded = new Set(assumed)
  for (const claim of smallestFirst(delayed)) {
    const chosen = claim.metadata.annotations?.[volumeAnnotations.selectedNode]
    if (chosen !== undefined && chosen !== node.metadata.name) return 'conflict'
    const volume =
      chosen === undefined ? findVolume(claim, lister.list(persistentVolumes), { node, excluded }) : undefined
    if (volume) {
      excluded.add(volume.metadata.name)
      bindings.push({ claim, volume })
    } else if (canBeProvisioned(claim, node, lister)) provisions.push(claim)
    else return 'conflict'
  }
  return { bindings, provisions }
}

/** Small claims first, so that a large volume is left for the claim that needs it. */
function smallestFirst(claims: readonly PersistentVolumeClaim[]): readonly PersistentVolumeClaim[] {
  return claims.toSorted((a, b) => requested(a).compare(requested(b)))
}

function requested({ spec }: PersistentVolumeClaim): Quantity {
  return parseQuantity(spec.resources?.requests?.['storage'] ?? '0')
}

function canBeProvisioned(claim: PersistentVolumeClaim, node: Node, lister: Lister): boolean {
  const found = lister.get(storageClasses, { namespace: '', name: storageClassOf(claim) })
  if (!found || found.provisioner === 'kubernetes.io/no-provisioner') return false
  return isAllowed(found, node)
}

function isAllowed({ allowedTopologies = [] }: StorageClass, { metadata }: Node): boolean {
  if (allowedTopologies.length === 0) return true
  return allowedTopologies.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.every(({ key, values }) => values.includes(metadata.labels?.[key] ?? '')),
  )
}
