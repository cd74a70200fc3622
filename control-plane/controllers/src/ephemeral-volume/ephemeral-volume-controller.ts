import {
  type PersistentVolumeClaim,
  type Pod,
  persistentVolumeClaims,
  pods,
  type Volume,
} from '@knarr/api/core/v1'
import {
  type Controller,
  claimNameOf,
  claimNamesOf,
  controllerRef,
  type ReconcileContext,
  whyNotOfPod,
} from '@knarr/controller'
import { cloneJson, type Draft } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'

/** Makes the claims of pods' ephemeral volumes, which go with their pod. After upstream's ephemeral-volume-controller. */
export function ephemeralVolumeController(): Controller {
  return {
    name: controllerNames.ephemeralVolume,
    eventSource: 'ephemeral_volume',
    watches: pods,
    reads: [persistentVolumeClaims],

    setup({ informer, enqueue, lister }) {
      informer(persistentVolumeClaims).addHandler({
        onDelete({ metadata: { namespace = '', name } }) {
          for (const pod of lister.list(pods, namespace))
            if (claimNamesOf(pod).includes(name)) enqueue({ namespace, name: pod.metadata.name })
        },
      })
    },

    async reconcile(key, context) {
      const pod = context.lister.get(pods, key)
      if (!pod || pod.metadata.deletionTimestamp) return undefined
      for (const volume of pod.spec.volumes ?? [])
        if (volume.ephemeral) await ensureClaim(pod, volume, context)
      return undefined
    },
  }
}

async function ensureClaim(
  pod: Pod,
  volume: Volume,
  { client, lister, events }: ReconcileContext,
): Promise<void> {
  const { namespace = '' } = pod.metadata
  const name = claimNameOf(pod, volume) ?? ''
  const fail = (text: string, cause?: unknown): never => {
    const message = `ephemeral volume ${volume.name}: ${text}`
    events.event(pod, { type: 'Warning', reason: eventReasons.failedBinding, message })
    throw new Error(message, { cause })
  }
  const known = lister.get(persistentVolumeClaims, { namespace, name })
  const problem = known && whyNotOfPod(known, pod)
  if (problem) fail(problem)
  if (known) return
  await client
    .create(persistentVolumeClaims, claimOf(pod, volume))
    .catch((cause: Error) => fail(`create PVC ${name}: ${cause.message}`, cause))
}

function claimOf(pod: Pod, volume: Volume): Draft<PersistentVolumeClaim> {
  const { metadata, spec } = volume.ephemeral?.volumeClaimTemplate ?? {}
  return {
    metadata: {
      ...(metadata?.annotations ? { annotations: { ...metadata.annotations } } : {}),
      ...(metadata?.labels ? { labels: { ...metadata.labels } } : {}),
      ...{ name: claimNameOf(pod, volume) ?? '', namespace: pod.metadata.namespace ?? '' },
      ownerReferences: [controllerRef(pod, pods)],
    },
    spec: cloneJson(spec ?? {}),
  }
}
