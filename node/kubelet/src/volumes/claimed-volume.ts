import {
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  persistentVolumeClaims,
  persistentVolumes,
  type Volume,
} from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import { claimNameOf, hasFinalizer, whyNotOfPod } from '@knarr/controller'

/** The volume behind a claim, as one pod is to have it. */
export interface ClaimedVolume {
  readonly volume: PersistentVolume
  readonly readonly: boolean
  readonly isDevice: boolean
}

const protection = 'kubernetes.io/pvc-protection'

/** What a volume of a pod that stands on a claim leads to. @throws Error in upstream's words while it leads nowhere */
export async function claimedVolume(pod: Pod, volume: Volume, client: Client): Promise<ClaimedVolume> {
  const name = claimNameOf(pod, volume) ?? ''
  const key = { namespace: pod.metadata.namespace ?? '', name }
  const processed = async <T>(work: Promise<T>): Promise<T> =>
    await work.catch((cause: Error) => {
      throw new Error(`error processing PVC ${key.namespace}/${name}: ${cause.message}`, { cause })
    })
  const claim = await processed(boundClaim(key, client))
  const foreign = volume.ephemeral && whyNotOfPod(claim, pod)
  if (foreign) throw new Error(foreign)
  const found = await processed(volumeOf(claim, client))
  const isDevice = found.spec.volumeMode === 'Block'
  checkMode(pod, volume, isDevice)
  return { volume: found, readonly: volume.persistentVolumeClaim?.readOnly ?? false, isDevice }
}

/** The names of the volumes that any container mounts, or has as devices. */
export function usedVolumes({ spec }: Pod): { readonly mounts: Set<string>; readonly devices: Set<string> } {
  const containers = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])]
  return {
    mounts: new Set(containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name))),
    devices: new Set(containers.flatMap(({ volumeDevices = [] }) => volumeDevices.map(({ name }) => name))),
  }
}

async function boundClaim(
  key: { readonly namespace: string; readonly name: string },
  client: Client,
): Promise<PersistentVolumeClaim> {
  const claim = await fetched('PVC', client.get(persistentVolumeClaims, key))
  // One that is protected stays as long as the pod does.
  if (claim.metadata.deletionTimestamp && !hasFinalizer(claim, protection))
    throw new Error('PVC is being deleted')
  if (claim.status?.phase !== 'Bound') throw new Error('PVC is not bound')
  if (!claim.spec.volumeName) throw new Error('PVC has empty pvc.Spec.VolumeName')
  return claim
}

async function volumeOf(
  { metadata, spec }: PersistentVolumeClaim,
  client: Client,
): Promise<PersistentVolume> {
  const name = spec.volumeName ?? ''
  const volume = await fetched(`PV ${name}`, client.get(persistentVolumes, { namespace: '', name }))
  const holder = volume.spec.claimRef
  if (!holder)
    throw new Error(
      `found PV object ${name} but it has a nil pv.Spec.ClaimRef indicating it is not yet bound to the claim`,
    )
  if (holder.uid !== metadata.uid)
    throw new Error(
      `found PV object ${name} but its pv.Spec.ClaimRef.UID ${holder.uid} does not point to claim.UID ${metadata.uid}`,
    )
  return volume
}

async function fetched<T>(what: string, read: Promise<T>): Promise<T> {
  return await read.catch((cause: Error) => {
    throw new Error(`failed to fetch ${what} from API server: ${cause.message}`, { cause })
  })
}

function checkMode(pod: Pod, { name }: Volume, isDevice: boolean): void {
  const { mounts, devices } = usedVolumes(pod)
  if (mounts.has(name) && isDevice)
    throw new Error(`volume ${name} has volumeMode Block, but is specified in volumeMounts`)
  if (devices.has(name) && !isDevice)
    throw new Error(`volume ${name} has volumeMode Filesystem, but is specified in volumeDevices`)
}
