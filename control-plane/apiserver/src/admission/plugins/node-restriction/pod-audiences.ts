import {
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  persistentVolumeClaims,
  persistentVolumes,
  type Volume,
} from '@knarr/api/core/v1'
import { type CSIDriver, csiDrivers } from '@knarr/api/storage/v1'
import { notFound } from '@knarr/machinery'
import type { AdmissionContext } from '../../admission-plugin.ts'
import { driverOf } from './migrated-drivers.ts'

interface Audiences {
  readonly isNamed: boolean
  /** What could not be found on the way, where it might have been named. */
  readonly problems: readonly string[]
}

/** Whether the pod mounts a token for the audience, or a volume whose driver asks for one. */
export async function lookForAudience(
  pod: Pod,
  audience: string,
  context: AdmissionContext,
): Promise<Audiences> {
  const problems: string[] = []
  for (const volume of pod.spec.volumes ?? []) {
    const tokens = volume.projected?.sources?.map(({ serviceAccountToken }) => serviceAccountToken) ?? []
    if (tokens.some((token) => token && (token.audience ?? '') === audience))
      return { isNamed: true, problems }
    try {
      const asked = await audiencesOfDriver(await driverOfVolume(pod, volume, context), context)
      if (asked.includes(audience)) return { isNamed: true, problems }
    } catch (error) {
      problems.push((error as Error).message)
    }
  }
  return { isNamed: false, problems }
}

async function driverOfVolume(
  { metadata }: Pod,
  volume: Volume,
  context: AdmissionContext,
): Promise<string | undefined> {
  const { name: volumeName, ephemeral, persistentVolumeClaim } = volume
  const claim = ephemeral ? `${metadata.name}-${volumeName}` : persistentVolumeClaim?.claimName
  if (!claim) return driverOf(volume)
  const { namespace = '' } = metadata
  const found = await context.find<PersistentVolumeClaim>(persistentVolumeClaims, { namespace, name: claim })
  if (!found) throw notFound({ group: '', plural: 'persistentvolumeclaim' }, claim)
  const name = found.spec?.volumeName ?? ''
  const bound = await context.find<PersistentVolume>(persistentVolumes, { namespace: '', name })
  if (!bound) throw notFound({ group: '', plural: 'persistentvolume' }, name)
  return driverOf(bound.spec ?? {})
}

async function audiencesOfDriver(name: string | undefined, context: AdmissionContext): Promise<string[]> {
  if (!name) return []
  const driver = await context.find<CSIDriver>(csiDrivers, { namespace: '', name })
  if (!driver) throw notFound({ group: 'storage.k8s.io', plural: 'csidriver' }, name)
  return (driver.spec.tokenRequests ?? []).map(({ audience }) => audience)
}
