import { type PersistentVolumeClaim, type Pod, persistentVolumeClaims, pods } from '@knarr/api/core/v1'
import {
  addFinalizer,
  type Controller,
  claimNameOf,
  claimNamesOf,
  isControlledBy,
  type ReconcileContext,
  removeFinalizer,
} from '@knarr/controller'
import type { ObjectKey } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'

const finalizer = 'kubernetes.io/pvc-protection'

/**
 * Lets deleted claims go once no pod that is on a node uses them, and holds those that are not deleted. After
 * upstream's persistentvolumeclaim-protection-controller.
 */
export function claimProtectionController(): Controller {
  return {
    name: controllerNames.claimProtection,
    watches: persistentVolumeClaims,
    reads: [pods],

    setup({ informer, enqueue }) {
      const enqueueClaims = (pod: Pod): void => {
        const { namespace = '' } = pod.metadata
        for (const name of claimNamesOf(pod)) enqueue({ namespace, name })
      }
      informer(pods).addHandler({
        onAdd: enqueueClaims,
        onUpdate: enqueueClaims,
        onDelete: enqueueClaims,
      })
    },

    async reconcile(key, context) {
      const claim = context.lister.get(persistentVolumeClaims, key)
      if (!claim) return undefined
      const { client } = context
      if (!claim.metadata.deletionTimestamp)
        await addFinalizer(client, persistentVolumeClaims, claim, finalizer)
      else if (!(await isUsed(claim, key, context)))
        await removeFinalizer(client, persistentVolumeClaims, claim, finalizer)
      return undefined
    },
  }
}

/** Asks the server where memory knows of nobody: a pod may have come to a node just now. */
async function isUsed(
  claim: PersistentVolumeClaim,
  { namespace }: ObjectKey,
  { lister, client }: ReconcileContext,
): Promise<boolean> {
  if (lister.list(pods, namespace).some((pod) => uses(pod, claim))) return true
  const { items } = await client.list(pods, { namespace })
  return items.some((pod) => uses(pod, claim))
}

/** A pod on no node cannot start any more with a claim that is being deleted. */
function uses(pod: Pod, claim: PersistentVolumeClaim): boolean {
  if (!pod.spec.nodeName) return false
  return (pod.spec.volumes ?? []).some((volume) => {
    if (claimNameOf(pod, volume) !== claim.metadata.name) return false
    return volume.persistentVolumeClaim !== undefined || (!isShutDown(pod) && isControlledBy(claim, pod))
  })
}

function isShutDown({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0
}
