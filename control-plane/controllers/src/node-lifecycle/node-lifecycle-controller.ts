import { leases } from '@knarr/api/coordination/v1'
import { type Node, nodes, type Pod, pods } from '@knarr/api/core/v1'
import {
  type Controller,
  conditionOf,
  type ReconcileContext,
  type Result,
  setCondition,
} from '@knarr/controller'
import { deepEqual, hasReason, keyOf, timestamp } from '@knarr/machinery'
import { gracePeriodMs, healthOf, lastHeardMs, taintsFor, unknownConditions } from './node-health.ts'
import { evictionDelayMs } from './taint-eviction.ts'

const leaseNamespace = 'kube-node-lease'
const byNode = 'node'

/**
 * Marks nodes that fell silent, taints nodes by their state, and evicts pods that do not tolerate it:
 * upstream's node-lifecycle and taint-eviction controllers.
 */
export function nodeLifecycleController(): Controller {
  return {
    name: 'node-lifecycle-controller',
    watches: nodes,
    reads: [leases, pods],

    setup({ informer, enqueue }) {
      informer(pods).addIndex(byNode, ({ spec }) => (spec.nodeName ? [spec.nodeName] : []))
      const wake = ({ spec }: Pod): void => {
        if (spec.nodeName) enqueue({ namespace: '', name: spec.nodeName })
      }
      informer(pods).addHandler({ onAdd: wake })
    },

    async reconcile(key, context) {
      const node = context.lister.get(nodes, key)
      if (!node || node.metadata.deletionTimestamp) return undefined
      return await check(node, context)
    },
  }
}

async function check(node: Node, context: ReconcileContext): Promise<Result> {
  const { lister, clock } = context
  const now = clock.now()
  const lease = lister.get(leases, { namespace: leaseNamespace, name: node.metadata.name })
  const health = healthOf(node, lease, now)
  const isSilent = now - lastHeardMs(node, lease) > gracePeriodMs
  const marked = isSilent ? await markUnknown(node, context) : node
  const tainted = await taint(marked, taintsFor(marked, health, timestamp(now)), context)
  if (health !== 'ready') await markPodsNotReady(tainted, context)
  const evictionMs = await evict(tainted, context)
  const silentInMs = isSilent ? gracePeriodMs : lastHeardMs(node, lease) + gracePeriodMs - now + 1
  return { requeueAfterMs: Math.min(silentInMs, evictionMs ?? silentInMs) }
}

async function markUnknown(node: Node, { client, clock, events }: ReconcileContext): Promise<Node> {
  const unknown = unknownConditions(node, timestamp(clock.now()))
  const others = (node.status?.conditions ?? []).filter(
    ({ type }) => !unknown.some((condition) => condition.type === type),
  )
  const conditions = [...unknown, ...others]
  if (unknown.every((condition) => node.status?.conditions?.includes(condition))) return node
  events.event(node, {
    type: 'Normal',
    reason: 'NodeNotReady',
    message: `Node ${node.metadata.name} status is now: NodeNotReady`,
  })
  return await client.updateStatus(nodes, { ...node, status: { ...node.status, conditions } })
}

async function taint(
  node: Node,
  taints: NonNullable<Node['spec']['taints']>,
  { client }: ReconcileContext,
): Promise<Node> {
  if (deepEqual(node.spec.taints ?? [], taints)) return node
  return await client.update(nodes, { ...node, spec: { ...node.spec, taints } })
}

/** What nobody can vouch for must not be sent traffic. */
async function markPodsNotReady(node: Node, { client, lister, clock }: ReconcileContext): Promise<void> {
  for (const pod of lister.byIndex(pods, byNode, node.metadata.name)) {
    const ready = conditionOf(pod.status?.conditions, 'Ready')
    if (ready?.status !== 'True') continue
    const conditions = [
      ...setCondition(pod.status?.conditions, { ...ready, status: 'False', reason: 'NodeNotReady' }, clock),
    ]
    await ignoreGone(() => client.updateStatus(pods, { ...pod, status: { ...pod.status, conditions } }))
  }
}

/** Deletes the pods whose tolerance is over; resolves with when the next one's is. */
async function evict(
  node: Node,
  { client, lister, clock, events }: ReconcileContext,
): Promise<number | undefined> {
  const waits: number[] = []
  for (const pod of lister.byIndex(pods, byNode, node.metadata.name)) {
    if (pod.metadata.deletionTimestamp) continue
    const delayMs = evictionDelayMs(pod, node, clock.now())
    if (delayMs === undefined) continue
    if (delayMs > 0) waits.push(delayMs)
    else {
      events.event(pod, {
        type: 'Normal',
        reason: 'TaintManagerEviction',
        message: `Marking for deletion Pod ${pod.metadata.namespace}/${pod.metadata.name}`,
      })
      await ignoreGone(() => client.delete(pods, keyOf(pod), { preconditions: { uid: pod.metadata.uid } }))
    }
  }
  return waits.length > 0 ? Math.min(...waits) : undefined
}

async function ignoreGone(write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (!hasReason(error, 'NotFound') && !hasReason(error, 'Conflict')) throw error
  }
}
