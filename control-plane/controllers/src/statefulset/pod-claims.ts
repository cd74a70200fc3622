import { type StatefulSet, statefulSets } from '@knarr/api/apps/v1'
import { type PersistentVolumeClaim, type Pod, persistentVolumeClaims, pods } from '@knarr/api/core/v1'
import { controllerRef, type ReconcileContext } from '@knarr/controller'
import { cloneJson, type Draft, deepEqual, keyOf, type OwnerReference } from '@knarr/machinery'
import { eventReasons } from '../event-reasons.ts'
import { claimNameOf, ordinalOf, podNameOf, startOrdinal } from './stateful-pod.ts'

/** Makes the claims a pod needs that are not there; a claim that is being deleted has to be gone first. */
export async function ensureClaims(
  set: StatefulSet,
  ordinal: number,
  { client, lister, events }: ReconcileContext,
): Promise<void> {
  for (const draft of claimsOf(set, ordinal)) {
    const known = lister.get(persistentVolumeClaims, keyOf(draft))
    if (known?.metadata.deletionTimestamp) throw new Error(`pvc ${known.metadata.name} is being deleted`)
    if (known) continue
    const what = `Claim ${draft.metadata.name}`
    const where = `Pod ${podNameOf(set, ordinal)} in StatefulSet ${set.metadata.name}`
    try {
      await client.create(persistentVolumeClaims, draft)
      const message = `create ${what} ${where} success`
      events.event(set, { type: 'Normal', reason: eventReasons.successfulCreate, message })
    } catch (error) {
      const message = `create ${what} for ${where} failed error: ${(error as Error).message}`
      events.event(set, { type: 'Warning', reason: eventReasons.failedCreate, message })
      throw error
    }
  }
}

function claimsOf(set: StatefulSet, ordinal: number): Draft<PersistentVolumeClaim>[] {
  const namespace = set.metadata.namespace ?? ''
  return (set.spec.volumeClaimTemplates ?? []).map(({ metadata, spec }) => ({
    metadata: {
      ...(metadata.annotations ? { annotations: { ...metadata.annotations } } : {}),
      name: claimNameOf(metadata, set, ordinal),
      namespace,
      labels: { ...metadata.labels, ...set.spec.selector.matchLabels },
    },
    spec: cloneJson(spec),
  }))
}

/** Whether a claim still belongs to an earlier pod of this name, and will be deleted with it. */
export function hasStaleClaim(set: StatefulSet, ordinal: number, { lister }: ReconcileContext): boolean {
  const name = podNameOf(set, ordinal)
  return claimsOf(set, ordinal).some((draft) => {
    const known = lister.get(persistentVolumeClaims, keyOf(draft))
    return known?.metadata.ownerReferences?.some((owner) => owner.kind === pods.kind && owner.name === name)
  })
}

/** Makes the pod's claims go with the set, or with the pod once it is surplus, as the retention policy says. */
export async function keepRetention(
  set: StatefulSet,
  pod: Pod,
  { client, lister }: ReconcileContext,
): Promise<void> {
  const ordinal = ordinalOf(set, pod)
  if (ordinal === undefined) return
  for (const draft of claimsOf(set, ordinal)) {
    const claim = lister.get(persistentVolumeClaims, keyOf(draft))
    if (!claim || claim.metadata.deletionTimestamp) continue
    const known = claim.metadata.ownerReferences ?? []
    const ownerReferences = wantedOwners(set, pod, ordinal, known)
    if (!ownerReferences || deepEqual(ownerReferences, known)) continue
    const metadata = { ...claim.metadata, ownerReferences }
    await client.update(persistentVolumeClaims, { ...claim, metadata })
  }
}

/** Undefined where a claim has a controller of its own: that one decides. */
function wantedOwners(
  set: StatefulSet,
  pod: Pod,
  ordinal: number,
  known: readonly OwnerReference[],
): OwnerReference[] | undefined {
  const { whenDeleted, whenScaled } = set.spec.persistentVolumeClaimRetentionPolicy ?? {}
  const isSurplus = ordinal < startOrdinal(set) || ordinal >= startOrdinal(set) + (set.spec.replicas ?? 1)
  const goesWithPod = whenScaled === 'Delete' && isSurplus
  const goesWithSet = whenDeleted === 'Delete' && !goesWithPod
  const ours = new Set([set.metadata.uid, pod.metadata.uid])
  const others = known.filter(({ uid }) => !ours.has(uid))
  const owner = goesWithPod
    ? controllerRef(pod, pods)
    : goesWithSet
      ? controllerRef(set, statefulSets)
      : undefined
  if (!owner) return others
  return others.some(({ controller }) => controller) ? undefined : [...others, owner]
}
