import { type Node, nodes, type Pod, pods } from '@knarr/api/core/v1'
import {
  type Controller,
  isConditionTrue,
  type ReconcileContext,
  type Result,
  type SetupContext,
  setCondition,
} from '@knarr/controller'
import { hasReason, keyOf } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { isTerminal } from '../pod/pod-state.ts'
import { taintKeys } from '../well-known.ts'
import { surplusPods } from './surplus-pods.ts'

const byEnd = 'terminal pods'
const byNode = controllerNames.podGarbageCollector
/** How long a node has to be missing before its pods are given up. */
const quarantineMs = 40_000
const defaultThreshold = 12_500

/**
 * Deletes pods that nobody else will: the oldest of very many that ended, those of nodes that are gone or out
 * of service, and those that are being deleted but never came to a node.
 */
export function podGarbageCollector(terminatedPodThreshold: number = defaultThreshold): Controller {
  const missingSinceMs = new Map<string, number>()
  return {
    name: controllerNames.podGarbageCollector,
    watches: pods,
    reads: [nodes],

    setup(context) {
      context.informer(pods).addIndex(byEnd, (pod) => (isTerminal(pod) ? ['all'] : []))
      context.informer(pods).addIndex(byNode, ({ spec }) => (spec.nodeName ? [spec.nodeName] : []))
      enqueueSurplus(context, terminatedPodThreshold)
      enqueueForNodes(context, missingSinceMs)
    },

    async reconcile(key, context) {
      const pod = context.lister.get(pods, key)
      if (!pod) return undefined
      if (isTerminal(pod) && isSurplus(pod, terminatedPodThreshold, context)) await deletePod(pod, context)
      else if (isStuck(pod, context)) await failAndDelete(pod, context)
      else return await collectOrphan(pod, missingSinceMs, context)
      return undefined
    },
  }
}

/** One pod too many ended: the oldest are to go, whichever it was. */
function enqueueSurplus({ informer, lister, enqueue }: SetupContext, threshold: number): void {
  const check = (pod: Pod): void => {
    if (!isTerminal(pod)) return
    for (const surplus of surplusPods(lister.byIndex(pods, byEnd, 'all'), threshold)) enqueue(keyOf(surplus))
  }
  informer(pods).addHandler({
    onAdd: check,
    onUpdate(pod, old) {
      if (!isTerminal(old)) check(pod)
    },
  })
}

/** Pods of a node that went, or changed its taints or readiness, may be without anyone to look after them. */
function enqueueForNodes(
  { informer, lister, enqueue }: SetupContext,
  missingSinceMs: Map<string, number>,
): void {
  const wake = ({ metadata }: { readonly metadata: { readonly name: string } }): void => {
    for (const pod of lister.byIndex(pods, byNode, metadata.name)) enqueue(keyOf(pod))
  }
  informer(nodes).addHandler({
    onAdd: ({ metadata }) => void missingSinceMs.delete(metadata.name),
    onUpdate(node) {
      if (isOutOfService(node)) wake(node)
    },
    onDelete: wake,
  })
  informer(pods).addHandler({
    onDelete({ spec: { nodeName = '' } }) {
      if (lister.byIndex(pods, byNode, nodeName).length === 0) missingSinceMs.delete(nodeName)
    },
  })
}

function isSurplus(pod: Pod, threshold: number, { lister }: ReconcileContext): boolean {
  const surplus = surplusPods(lister.byIndex(pods, byEnd, 'all'), threshold)
  return surplus.some(({ metadata }) => metadata.uid === pod.metadata.uid)
}

/** Whether a pod is being deleted where no kubelet will ever finish it. */
function isStuck({ metadata, spec }: Pod, { lister }: ReconcileContext): boolean {
  if (!metadata.deletionTimestamp) return false
  if (!spec.nodeName) return metadata.deletionGracePeriodSeconds !== 0
  const node = lister.get(nodes, { namespace: '', name: spec.nodeName })
  return node !== undefined && isOutOfService(node)
}

function isOutOfService({ spec, status }: Node): boolean {
  const isTainted = spec.taints?.some(({ key }) => key === taintKeys.outOfService)
  return Boolean(isTainted) && !isConditionTrue(status?.conditions, 'Ready')
}

/** Gives a node's pods up once it has been missing for a while, and the API server says so too. */
async function collectOrphan(
  pod: Pod,
  missingSinceMs: Map<string, number>,
  context: ReconcileContext,
): Promise<Result | undefined> {
  const { clock, lister } = context
  const name = pod.spec.nodeName
  if (!name || lister.get(nodes, { namespace: '', name })) return undefined
  const sinceMs = missingSinceMs.get(name) ?? clock.now()
  missingSinceMs.set(name, sinceMs)
  const waitMs = sinceMs + quarantineMs - clock.now()
  if (waitMs > 0) return { requeueAfterMs: waitMs }
  if (await isNodeGone(name, context)) await failAndDelete(pod, context, orphaned)
  return undefined
}

async function isNodeGone(name: string, { client }: ReconcileContext): Promise<boolean> {
  try {
    await client.get(nodes, { namespace: '', name })
    return false
  } catch (error) {
    if (hasReason(error, 'NotFound')) return true
    throw error
  }
}

const orphaned = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByPodGC',
  message: 'PodGC: node no longer exists',
}

/** Nobody will report how the pod ended, so it counts as failed. */
async function failAndDelete(
  pod: Pod,
  context: ReconcileContext,
  condition?: typeof orphaned,
): Promise<void> {
  const { client, clock } = context
  if (!isTerminal(pod)) {
    const conditions = condition && setCondition(pod.status?.conditions, condition, clock)
    const { uid } = pod.metadata
    const patch = { metadata: { uid }, status: { phase: 'Failed', ...(conditions ? { conditions } : {}) } }
    try {
      await client.patch(pods, keyOf(pod), { type: 'strategic', patch }, { subresource: 'status' })
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error
    }
  }
  await deletePod(pod, context)
}

async function deletePod(pod: Pod, { client }: ReconcileContext): Promise<void> {
  const preconditions = { uid: pod.metadata.uid }
  try {
    await client.delete(pods, keyOf(pod), { gracePeriodSeconds: 0, preconditions })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
}
