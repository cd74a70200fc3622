import type { Resource } from '@knarr/api'
import { type Pod, pods } from '@knarr/api/core/v1'
import {
  type ClaimOptions,
  claimObjects,
  controllerOf,
  type Expectations,
  type ReconcileContext,
  type SetupContext,
} from '@knarr/controller'
import { type KubeObject, keyOf, type Selector } from '@knarr/machinery'
import { orphansOf, ownerKeyOf } from '../owner-index.ts'

/** A controller whose objects own pods. */
export interface PodOwners<T extends KubeObject> {
  /** Of the controller, and of its index of pods. */
  readonly name: string
  readonly resource: Resource<T>
  selectorOf(owner: T): Selector
  /** What else, beside being selected, makes a pod the owner's. */
  isMember?(owner: T, pod: Pod): boolean
}

/** Sets up what a controller of pods needs: the index by owner, what was expected, and orphans to adopt. */
export function followPods<T extends KubeObject>(
  owners: PodOwners<T>,
  context: SetupContext,
  expectations: Expectations,
): void {
  const { name, resource } = owners
  context.informer(pods).addIndex(name, (pod) => [ownerKeyOf(pod)])
  observePods(context, expectations)
  enqueueForOrphans(owners, context)
  context.informer(resource).addHandler({ onDelete: ({ metadata }) => expectations.delete(metadata.uid) })
}

/** The pods that say they are the owner's. */
export function podsOf<T extends KubeObject>(
  owner: T,
  { name }: PodOwners<T>,
  { lister }: Pick<ReconcileContext, 'lister'>,
): readonly Pod[] {
  return lister.byIndex(pods, name, owner.metadata.uid)
}

/** The owner's pods, after matching orphans were adopted and those that match no longer let go. */
export async function claimPods<T extends KubeObject>(
  owner: T,
  owners: PodOwners<T>,
  { client, lister }: ReconcileContext,
  options: {
    isCandidate?(pod: Pod): boolean
    readonly adoptionFinalizers?: NonNullable<ClaimOptions<Pod>['adoptionFinalizers']>
  } = {},
): Promise<Pod[]> {
  const { isCandidate = () => true, ...adoption } = options
  const selector = owners.selectorOf(owner)
  const candidates = [
    ...podsOf(owner, owners, { lister }),
    ...lister.byIndex(pods, owners.name, orphansOf(owner)),
  ]
  return await claimObjects({
    ...{ client, owner, ...adoption },
    ownerKind: owners.resource,
    resource: pods,
    candidates: candidates.filter(isCandidate),
    selects: (pod) => selector.matches(pod.metadata.labels) && (owners.isMember?.(owner, pod) ?? true),
  })
}

/** Creations and deletions that the informer shows are no longer waited for. */
function observePods({ informer }: SetupContext, expectations: Expectations): void {
  const deleted = (pod: Pod): void => {
    const owner = controllerOf(pod)
    if (owner) expectations.deletionObserved(owner.uid, pod.metadata.uid)
  }
  informer(pods).addHandler({
    onAdd(pod) {
      const owner = controllerOf(pod)
      if (pod.metadata.deletionTimestamp) deleted(pod)
      else if (owner) expectations.creationObserved(owner.uid)
    },
    onUpdate(pod) {
      if (pod.metadata.deletionTimestamp) deleted(pod)
    },
    onDelete: deleted,
  })
}

/** A pod without a controller wakes every owner that might adopt it. */
function enqueueForOrphans<T extends KubeObject>(
  { resource, selectorOf }: PodOwners<T>,
  { informer, enqueue }: SetupContext,
): void {
  const wake = (pod: Pod): void => {
    if (controllerOf(pod) || pod.metadata.deletionTimestamp) return
    for (const owner of informer(resource).list(pod.metadata.namespace)) {
      if (selectorOf(owner).matches(pod.metadata.labels)) enqueue(keyOf(owner))
    }
  }
  informer(pods).addHandler({ onAdd: wake, onUpdate: wake })
}
