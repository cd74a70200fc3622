import {
  type Node,
  namespaces,
  nodes,
  type PersistentVolumeClaim,
  type Pod,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
} from '@knarr/api/core/v1'
import { storageClasses } from '@knarr/api/storage/v1'
import type { InformerFactory } from '@knarr/client'
import { deepEqual, keyOf } from '@knarr/machinery'
import { podInfoOf } from './cache/pod-info.ts'
import { podRequests } from './cache/pod-requests.ts'
import type { Resources } from './cache/resources.ts'
import type { SchedulerCache } from './cache/scheduler-cache.ts'
import type { EventKind } from './framework/cluster-event.ts'
import type { Nominator } from './queue/nominator.ts'
import type { SchedulingQueue } from './queue/scheduling-queue.ts'

export interface ClusterView {
  readonly cache: SchedulerCache
  readonly queue: SchedulingQueue
  readonly nominator: Nominator
  /** Whether a profile is there for the pod. */
  isOurs(pod: Pod): boolean
}

/** Keeps cache and queue current with what informers tell. */
export function watchCluster(informers: InformerFactory, view: ClusterView): void {
  const { cache, queue } = view
  informers.informer(nodes).addHandler({
    onAdd: (node) => nodeChanged(view, node, ['nodeAdd']),
    onUpdate: (node, old) => nodeChanged(view, node, nodeChanges(node, old)),
    onDelete: (node) => {
      cache.removeNode(node.metadata.name)
      queue.moveAll({ kinds: ['nodeDelete'], node })
    },
  })
  informers.informer(namespaces).addHandler({
    onUpdate: ({ metadata }, old) => {
      if (!deepEqual(metadata.labels, old.metadata.labels)) queue.moveAll({ kinds: ['namespaceLabel'] })
    },
  })
  watchVolumes(informers, queue)
  informers.informer(pods).addHandler({
    onAdd: (pod) => podChanged(view, pod),
    onUpdate: (pod, old) => podChanged(view, pod, old),
    onDelete: (pod) => podGone(view, pod),
  })
}

function watchVolumes(informers: InformerFactory, queue: SchedulingQueue): void {
  const claimChanged = (claim: PersistentVolumeClaim): void =>
    queue.moveAll({ kinds: ['claimChange'], claim: keyOf(claim) })
  informers.informer(persistentVolumeClaims).addHandler({ onAdd: claimChanged, onUpdate: claimChanged })
  const volumeChanged = (): void => queue.moveAll({ kinds: ['volumeChange'] })
  informers.informer(persistentVolumes).addHandler({ onAdd: volumeChanged, onUpdate: volumeChanged })
  const classChanged = (): void => queue.moveAll({ kinds: ['storageClassChange'] })
  informers.informer(storageClasses).addHandler({ onAdd: classChanged, onUpdate: classChanged })
}

function nodeChanged({ cache, queue }: ClusterView, node: Node, kinds: readonly EventKind[]): void {
  cache.setNode(node)
  if (kinds.length > 0) queue.moveAll({ kinds, node })
}

function nodeChanges(node: Node, old: Node): readonly EventKind[] {
  const kinds: EventKind[] = []
  if (!deepEqual(node.status?.allocatable, old.status?.allocatable)) kinds.push('nodeAllocatable')
  if (!deepEqual(node.metadata.labels, old.metadata.labels)) kinds.push('nodeLabel')
  const isTaintChange =
    !deepEqual(node.spec.taints, old.spec.taints) || node.spec.unschedulable !== old.spec.unschedulable
  if (isTaintChange) kinds.push('nodeTaint')
  return kinds
}

function podChanged(view: ClusterView, pod: Pod, old?: Pod): void {
  const phase = pod.status?.phase
  if (phase === 'Succeeded' || phase === 'Failed') podGone(view, pod)
  else if (pod.spec.nodeName) podAssigned(view, pod, old)
  else if (pod.metadata.deletionTimestamp) podGone(view, pod)
  else if (view.isOurs(pod) && !view.cache.isAssumed(pod.metadata.uid)) podWaits(view, pod, old)
}

function podAssigned({ cache, queue, nominator }: ClusterView, pod: Pod, old: Pod | undefined): void {
  queue.remove(pod.metadata.uid)
  nominator.remove(pod.metadata.uid)
  cache.setPod(pod)
  const kinds = old?.spec.nodeName ? assignedPodChanges(pod, old) : (['assignedPodAdd'] as const)
  if (kinds.length > 0) queue.moveAll({ kinds, pod })
}

function assignedPodChanges(pod: Pod, old: Pod): readonly EventKind[] {
  const kinds: EventKind[] = []
  if (!deepEqual(pod.metadata.labels, old.metadata.labels)) kinds.push('assignedPodLabel')
  if (asksForLess(pod, old)) kinds.push('assignedPodScaleDown')
  return kinds
}

function podWaits({ queue, nominator }: ClusterView, pod: Pod, old: Pod | undefined): void {
  const { uid } = pod.metadata
  const info = podInfoOf(pod)
  const { nominatedNodeName } = pod.status ?? {}
  if (nominatedNodeName) nominator.add(info, nominatedNodeName)
  else if (old?.status?.nominatedNodeName) nominator.remove(uid)
  if (queue.has(uid)) queue.update(info, { kinds: old ? waitingPodChanges(pod, old) : [], pod })
  else if (!old) queue.add(info)
}

function waitingPodChanges(pod: Pod, old: Pod): readonly EventKind[] {
  const kinds: EventKind[] = []
  if (!deepEqual(pod.metadata.labels, old.metadata.labels)) kinds.push('podLabel')
  if (!deepEqual(pod.spec.tolerations, old.spec.tolerations)) kinds.push('podTolerations')
  if (old.spec.schedulingGates?.length && !pod.spec.schedulingGates?.length) kinds.push('podGatesEliminated')
  if (asksForLess(pod, old)) kinds.push('podScaleDown')
  return kinds
}

function podGone({ cache, queue, nominator }: ClusterView, pod: Pod): void {
  const { uid } = pod.metadata
  const wasPlaced = cache.hasPod(uid)
  queue.remove(uid)
  nominator.remove(uid)
  cache.removePod(uid)
  if (wasPlaced) queue.moveAll({ kinds: ['assignedPodDelete'], pod })
}

function asksForLess(pod: Pod, old: Pod): boolean {
  if (pod.spec === old.spec && pod.status?.containerStatuses === old.status?.containerStatuses) return false
  const [now, before] = [podRequests(pod), podRequests(old)]
  const isLess = (amount: (resources: Resources) => number): boolean => amount(now) < amount(before)
  return (
    isLess(({ cpu }) => cpu) ||
    isLess(({ memory }) => memory) ||
    isLess(({ ephemeralStorage }) => ephemeralStorage)
  )
}
