import { type DaemonSet, daemonSets } from '@knarr/api/apps/v1'
import type { Affinity, Node, Pod, PodSpec, Toleration } from '@knarr/api/core/v1'
import { matchesNodeAffinity } from '@knarr/controller'
import type { Draft } from '@knarr/machinery'
import { tolerates } from '../node-lifecycle/taint-eviction.ts'
import { podFromTemplate } from '../pod/pod-from-template.ts'
import { labels, taintKeys } from '../well-known.ts'

const nodeNameField = 'metadata.name'

/** What a daemon tolerates without saying so: whatever happens to a node, it stays. */
const daemonTolerations: readonly Toleration[] = [
  { key: taintKeys.notReady, operator: 'Exists', effect: 'NoExecute' },
  { key: taintKeys.unreachable, operator: 'Exists', effect: 'NoExecute' },
  { key: taintKeys.diskPressure, operator: 'Exists', effect: 'NoSchedule' },
  { key: taintKeys.memoryPressure, operator: 'Exists', effect: 'NoSchedule' },
  { key: taintKeys.pidPressure, operator: 'Exists', effect: 'NoSchedule' },
  { key: taintKeys.unschedulable, operator: 'Exists', effect: 'NoSchedule' },
]
const hostNetworkToleration: Toleration = {
  key: taintKeys.networkUnavailable,
  operator: 'Exists',
  effect: 'NoSchedule',
}

/** The set's pod for one node: pinned to it by affinity, for the scheduler to bind. */
export function daemonPod(set: DaemonSet, nodeName: string, hash: string): Draft<Pod> {
  const draft = podFromTemplate(set, daemonSets, set.spec.template)
  return {
    ...draft,
    metadata: {
      ...draft.metadata,
      labels: { ...draft.metadata.labels, [labels.controllerRevisionHash]: hash },
    },
    spec: {
      ...draft.spec,
      affinity: pinned(draft.spec.affinity, nodeName),
      tolerations: tolerationsOf(draft.spec),
    },
  }
}

/** The node a daemon pod is on, or is meant for while it waits to be bound. */
export function targetNodeOf({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? []) {
    const named = matchFields.find(({ key, operator }) => key === nodeNameField && operator === 'In')
    if (named?.values?.length === 1) return named.values[0]
  }
  return undefined
}

export interface NodeFit {
  /** Whether the node is to have a pod of the set. */
  readonly shouldRun: boolean
  /** Whether one that is there may stay. */
  readonly mayStay: boolean
}

/** Whether a set's pods belong on a node, by name, labels and taints. */
export function fitOf(set: DaemonSet, node: Node): NodeFit {
  const spec = set.spec.template.spec ?? { containers: [] }
  const isNamed = !spec.nodeName || spec.nodeName === node.metadata.name
  if (!isNamed || !matchesNodeAffinity({ spec }, node)) return { shouldRun: false, mayStay: false }
  const tolerations = tolerationsOf(spec)
  const untolerated = (node.spec.taints ?? []).filter(
    (taint) => !tolerations.some((toleration) => tolerates(toleration, taint)),
  )
  const isRepelled = untolerated.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
  const isEvicted = untolerated.some(({ effect }) => effect === 'NoExecute')
  return { shouldRun: !isRepelled, mayStay: !isEvicted }
}

/** The required node affinity of the template was judged when the node was chosen; the pod has only this. */
function pinned(affinity: Affinity | undefined, nodeName: string): Affinity {
  const matchFields = [{ key: nodeNameField, operator: 'In', values: [nodeName] }]
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
    },
  }
}

function tolerationsOf({ tolerations = [], hostNetwork }: PodSpec): Toleration[] {
  const added = hostNetwork ? [...daemonTolerations, hostNetworkToleration] : daemonTolerations
  const isOwn = (toleration: Toleration): boolean => added.some((other) => isSame(toleration, other))
  return [...tolerations.filter((toleration) => !isOwn(toleration)), ...added]
}

function isSame(a: Toleration, b: Toleration): boolean {
  return a.key === b.key && a.effect === b.effect && a.operator === b.operator && a.value === b.value
}
