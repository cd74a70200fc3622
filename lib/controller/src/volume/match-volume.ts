import type { Node, PersistentVolume, PersistentVolumeClaim } from '@knarr/api/core/v1'
import { type ObjectMeta, parseQuantity, type Quantity, selectorOf } from '@knarr/machinery'
import { matchesAnyTerm } from '../node/node-selector-term.ts'
import { volumeAnnotations } from './volume-annotations.ts'

/** The class of a claim or volume; '' for none. */
export function storageClassOf({
  metadata,
  spec,
}: {
  readonly metadata: Pick<ObjectMeta, 'annotations'>
  readonly spec: { readonly storageClassName?: string }
}): string {
  return metadata.annotations?.[volumeAnnotations.betaStorageClass] ?? spec.storageClassName ?? ''
}

/** Whether a volume names this claim as its own, completely or by name alone. */
export function isBoundTo({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const claimed = spec.claimRef
  return (
    claimed !== undefined &&
    claimed.name === metadata.name &&
    claimed.namespace === metadata.namespace &&
    (!claimed.uid || claimed.uid === metadata.uid)
  )
}

/** Whether a node reaches a volume; volumes that name no nodes are reached from everywhere. */
export function isReachable({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec.nodeAffinity?.required
  return !required || matchesAnyTerm(node, required.nodeSelectorTerms)
}

/** Why a claim cannot have the volume it asks for, in upstream's words; undefined where it can. */
export function whyUnfit(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (volume.metadata.deletionTimestamp) return `the volume is marked for deletion "${volume.metadata.name}"`
  if (!isLargeEnough(volume, claim)) return 'requested PV is too small'
  if (storageClassOf(volume) !== storageClassOf(claim)) return 'storageClassName does not match'
  if (attributesClass(volume) !== attributesClass(claim)) return 'volumeAttributesClassName does not match'
  if (!isSameMode(volume, claim)) return 'incompatible volumeMode'
  if (!offersModes(volume, claim)) return 'incompatible accessMode'
  return undefined
}

export interface VolumeSearch {
  /** The node a pod is to run on: only volumes that it reaches. */
  readonly node?: Node
  /** Names of volumes that are spoken for. */
  readonly excluded?: ReadonlySet<string>
  /** The claim waits for its pod's node: only a volume that names it counts. */
  readonly onlyPreBound?: boolean
}

/**
 * The volume a claim is to have: one that names it, or else the smallest free one that fits.
 * As upstream's FindMatchingVolume (component-helpers/storage/volume).
 */
export function findVolume(
  claim: PersistentVolumeClaim,
  volumes: Iterable<PersistentVolume>,
  { node, excluded, onlyPreBound = false }: VolumeSearch = {},
): PersistentVolume | undefined {
  const candidates = [...volumes].filter((volume) => canServe(volume, claim, excluded))
  const isReached = (volume: PersistentVolume): boolean => !node || isReachable(volume, node)
  const preBound = candidates.find((volume) => isBoundTo(volume, claim))
  if (preBound || onlyPreBound) return preBound && isReached(preBound) ? preBound : undefined
  const selector = claim.spec.selector && selectorOf(claim.spec.selector)
  return candidates
    .filter((volume) => isFreeFor(volume, claim))
    .filter(({ metadata }) => !selector || selector.matches(metadata.labels ?? {}))
    .filter(isReached)
    .reduce<PersistentVolume | undefined>(smallerOf, undefined)
}

function isFreeFor(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (
    volume.status?.phase === 'Available' &&
    storageClassOf(volume) === storageClassOf(claim) &&
    offersModes(volume, claim)
  )
}

function smallerOf(smallest: PersistentVolume | undefined, next: PersistentVolume): PersistentVolume {
  return smallest && capacityOf(smallest).compare(capacityOf(next)) <= 0 ? smallest : next
}

function canServe(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
  excluded: ReadonlySet<string> | undefined,
): boolean {
  if (excluded?.has(volume.metadata.name) || volume.metadata.deletionTimestamp) return false
  if (volume.spec.claimRef && !isBoundTo(volume, claim)) return false
  return (
    isLargeEnough(volume, claim) &&
    isSameMode(volume, claim) &&
    attributesClass(volume) === attributesClass(claim)
  )
}

function capacityOf({ spec }: PersistentVolume): Quantity {
  return parseQuantity(spec.capacity?.['storage'] ?? '0')
}

function isLargeEnough(volume: PersistentVolume, { spec }: PersistentVolumeClaim): boolean {
  return capacityOf(volume).compare(parseQuantity(spec.resources?.requests?.['storage'] ?? '0')) >= 0
}

/** Whether two specs agree on a filesystem or a block device. */
export function isSameMode({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem')
}

function offersModes({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec.accessModes ?? []).every((mode) => spec.accessModes?.includes(mode))
}

function attributesClass({ spec }: PersistentVolume | PersistentVolumeClaim): string {
  return spec.volumeAttributesClassName ?? ''
}
