import {
  type PersistentVolume,
  type PersistentVolumeClaim,
  persistentVolumeClaims,
  persistentVolumes,
} from '@knarr/api/core/v1'
import {
  claimVolume,
  isBindingComplete,
  type ReconcileContext,
  volumeAnnotations,
  withAnnotations,
} from '@knarr/controller'
import { setClaimPhase, setVolumePhase } from './binder-context.ts'

/**
 * Binds both ends, volume first. Each of the four writes is guarded by the object's revision and is left
 * out where it was made before, so that a binding cut short is finished by the next attempt.
 */
export async function bindVolume(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
  context: ReconcileContext,
): Promise<void> {
  const { client } = context
  const claimed = await writeChanged(claimVolume(volume, claim), volume, (next) =>
    client.update(persistentVolumes, next),
  )
  const bound = await setVolumePhase(claimed, { phase: 'Bound' }, context)
  const binding = await writeChanged(claimFor(claim, bound), claim, (next) =>
    client.update(persistentVolumeClaims, next),
  )
  await setClaimPhase(binding, 'Bound', { client, volume: bound })
}

/** Writes what differs from what is there. */
async function writeChanged<T>(next: T, was: T, write: (next: T) => Promise<T>): Promise<T> {
  return next === was ? was : await write(next)
}

function claimFor(
  claim: PersistentVolumeClaim,
  { metadata: { name } }: PersistentVolume,
): PersistentVolumeClaim {
  const isNamed = claim.spec.volumeName === name
  if (isNamed && isBindingComplete(claim)) return claim
  const marked = withAnnotations(claim, {
    [volumeAnnotations.bindCompleted]: 'yes',
    ...(!isNamed && { [volumeAnnotations.boundByController]: 'yes' }),
  })
  return { ...marked, spec: { ...claim.spec, volumeName: name } }
}
