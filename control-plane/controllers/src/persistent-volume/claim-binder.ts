import {
  type PersistentVolume,
  type PersistentVolumeClaim,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
} from '@knarr/api/core/v1'
import { storageClasses } from '@knarr/api/storage/v1'
import {
  type Controller,
  claimNamesOf,
  findVolume,
  isBindingComplete,
  isBoundTo,
  type ReconcileContext,
  type Result,
  storageClassOf,
  volumeAnnotations,
  waitsForConsumer,
  whyUnfit,
} from '@knarr/controller'
import { keyOf, type ObjectKey } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'
import { bindVolume } from './bind-volume.ts'
import { binderEventSource, claimKeyOf, setClaimPhase } from './binder-context.ts'
import { assignDefaultClass } from './default-class.ts'
import { requestProvisioning } from './request-provisioning.ts'

/** How often a claim that waits is looked at again, as upstream's resync. */
const resyncMs = 15_000

/**
 * Finds each claim its volume, and tells when it lost it. One claim at a time: two claims never reach for
 * one volume. After upstream's persistentvolume-binder-controller.
 */
export function claimBinder(): Controller {
  return {
    name: controllerNames.persistentVolumeBinder,
    eventSource: binderEventSource,
    watches: persistentVolumeClaims,
    reads: [persistentVolumes, storageClasses, pods],
    workers: 1,

    setup({ informer, enqueue, lister }) {
      const enqueueWaiting = (volume: PersistentVolume): void => {
        const named = claimKeyOf(volume)
        const waiting = () => lister.list(persistentVolumeClaims).filter(isWaiting).map(keyOf)
        for (const key of named ? [named] : waiting()) enqueue(key)
      }
      informer(persistentVolumes).addHandler({
        onAdd: enqueueWaiting,
        onUpdate: enqueueWaiting,
        onDelete: enqueueWaiting,
      })
    },

    async reconcile(key, context) {
      const claim = context.lister.get(persistentVolumeClaims, key)
      if (!claim) return undefined
      return isBindingComplete(claim) ? await syncBound(claim, context) : await syncUnbound(claim, context)
    },
  }
}

function isWaiting(claim: PersistentVolumeClaim): boolean {
  return !isBindingComplete(claim) || !claim.spec.volumeName
}

async function syncUnbound(
  claim: PersistentVolumeClaim,
  context: ReconcileContext,
): Promise<Result | undefined> {
  if (claim.spec.volumeName) return await syncNamed(claim, context)
  const waitsForPod = waitsForConsumer(claim, context.lister)
  const volume = findVolume(claim, context.lister.list(persistentVolumes), { onlyPreBound: waitsForPod })
  if (volume) {
    await bindVolume(volume, claim, context)
    return undefined
  }
  if (await assignDefaultClass(claim, context)) return undefined
  const isNodeChosen = claim.metadata.annotations?.[volumeAnnotations.selectedNode] !== undefined
  if (!(waitsForPod && !isNodeChosen) && storageClassOf(claim)) {
    await requestProvisioning(claim, context)
    return { requeueAfterMs: resyncMs }
  }
  if (waitsForPod) sayWhatIsWaitedFor(claim, context)
  else sayThatNoneIsThere(claim, context)
  await setClaimPhase(claim, 'Pending', context)
  return { requeueAfterMs: resyncMs }
}

/** A claim that asks for one volume by name. */
async function syncNamed(
  claim: PersistentVolumeClaim,
  context: ReconcileContext,
): Promise<Result | undefined> {
  const name = claim.spec.volumeName ?? ''
  const volume = context.lister.get(persistentVolumes, { namespace: '', name })
  const problem = volume && whyNotThisOne(volume, claim)
  if (volume && !problem) {
    await bindVolume(volume, claim, context)
    return undefined
  }
  if (problem) context.events.event(claim, { type: 'Warning', ...problem })
  await setClaimPhase(claim, 'Pending', context)
  return { requeueAfterMs: resyncMs }
}

function whyNotThisOne(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): { reason: string; message: string } | undefined {
  const { name } = volume.metadata
  if (isBoundTo(volume, claim)) return undefined
  if (volume.spec.claimRef)
    return {
      reason: eventReasons.failedBinding,
      message: `volume "${name}" already bound to a different claim.`,
    }
  const unfit = whyUnfit(volume, claim)
  return unfit
    ? { reason: eventReasons.volumeMismatch, message: `Cannot bind to requested volume "${name}": ${unfit}` }
    : undefined
}

/** A claim whose binding was complete once: its volume is to be there still, and its own. */
async function syncBound(claim: PersistentVolumeClaim, context: ReconcileContext): Promise<undefined> {
  const { volumeName } = claim.spec
  if (!volumeName)
    return await lose(claim, context, {
      reason: eventReasons.claimLost,
      message: 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!',
    })
  const volume = context.lister.get(persistentVolumes, { namespace: '', name: volumeName })
  if (!volume)
    return await lose(claim, context, {
      reason: eventReasons.claimLost,
      message: 'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    })
  const holder = volume.spec.claimRef
  if (!holder || holder.uid === claim.metadata.uid) {
    await bindVolume(volume, claim, context)
    return undefined
  }
  return await lose(claim, context, {
    reason: eventReasons.claimMisbound,
    message: 'Two claims are bound to the same volume, this one is bound incorrectly',
  })
}

async function lose(
  claim: PersistentVolumeClaim,
  context: ReconcileContext,
  event: { readonly reason: string; readonly message: string },
): Promise<undefined> {
  if (claim.status?.phase !== 'Lost') context.events.event(claim, { type: 'Warning', ...event })
  await setClaimPhase(claim, 'Lost', context)
}

function sayThatNoneIsThere(claim: PersistentVolumeClaim, { events }: ReconcileContext): void {
  events.event(claim, {
    type: 'Normal',
    reason: eventReasons.failedBinding,
    message: 'no persistent volumes available for this claim and no storage class is set',
  })
}

function sayWhatIsWaitedFor(claim: PersistentVolumeClaim, { events, lister }: ReconcileContext): void {
  const waiting = podsWaitingFor(keyOf(claim), lister)
  const message =
    waiting.length === 0
      ? 'waiting for first consumer to be created before binding'
      : `waiting for pod${waiting.length > 1 ? 's' : ''} ${waiting.join(',')} to be scheduled`
  const reason = waiting.length === 0 ? eventReasons.waitForFirstConsumer : eventReasons.waitForPodScheduled
  events.event(claim, { type: 'Normal', reason, message })
}

function podsWaitingFor(
  { namespace, name }: ObjectKey,
  lister: ReconcileContext['lister'],
): readonly string[] {
  return lister
    .list(pods, namespace)
    .filter(({ spec }) => !spec.nodeName)
    .filter((pod) => claimNamesOf(pod).includes(name))
    .map(({ metadata }) => metadata.name)
}
