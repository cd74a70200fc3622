import { type Lease, leases } from '@knarr/api/coordination/v1'
import { type Node, nodes, type Pod, pods } from '@knarr/api/core/v1'
import {
  type Controller,
  conditionOf,
  isConditionTrue,
  type ReconcileContext,
  type Result,
  type SetupContext,
  setCondition,
} from '@knarr/controller'
import { deepEqual, hasReason, keyOf, timestamp } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'
import { Heartbeats, silentAtMs, taintsFor, unknownConditions } from './node-health.ts'

const leaseNamespace = 'kube-node-lease'
const byNode = 'node-lifecycle'

/** Marks nodes that fell silent and their pods, and taints nodes by their state. */
export function nodeLifecycleController(): Controller {
  const heartbeats = new Heartbeats()
  return {
    name: controllerNames.nodeLifecycle,
    eventSource: 'node-controller',
    watches: nodes,
    reads: [leases, pods],

    setup(context) {
      const { informer, enqueue, lister, clock } = context
      informer(pods).addIndex(byNode, ({ spec }) => (spec.nodeName ? [spec.nodeName] : []))
      const heard = ({ metadata }: Lease): void => {
        const node = lister.get(nodes, { namespace: '', name: metadata.name })
        if (node) heartbeats.observe(node, leaseOf(node, context), clock.now())
      }
      informer(leases).addHandler({ onAdd: heard, onUpdate: heard })
      const wake = ({ spec }: Pod): void => {
        if (spec.nodeName) enqueue({ namespace: '', name: spec.nodeName })
      }
      const wakeIfBound = (pod: Pod, old: Pod): void => {
        if (pod.spec.nodeName !== old.spec.nodeName) wake(pod)
      }
      informer(pods).addHandler({ onAdd: wake, onUpdate: wakeIfBound })
      observeNodes(context, heartbeats)
    },

    async reconcile(key, context) {
      const node = context.lister.get(nodes, key)
      if (!node || node.metadata.deletionTimestamp) return undefined
      const heardMs = heartbeats.observe(node, leaseOf(node, context), context.clock.now())
      return await check(node, heardMs, context)
    },
  }
}

function leaseOf({ metadata }: Node, { lister }: Pick<ReconcileContext, 'lister'>): Lease | undefined {
  return lister.get(leases, { namespace: leaseNamespace, name: metadata.name })
}

/** Tells of nodes that come and go; when one becomes ready or ceases to be, the others are looked at too. */
function observeNodes({ informer, enqueue, events }: SetupContext, heartbeats: Heartbeats): void {
  const wakeAll = (): void => informer(nodes).list().map(keyOf).forEach(enqueue)
  const tell = (node: Node, reason: string, text: string): void => {
    const message = `Node ${node.metadata.name} event: ${text}`
    events.event(node, { type: 'Normal', reason, message })
  }
  informer(nodes).addHandler({
    onAdd(node) {
      tell(node, eventReasons.registeredNode, `Registered Node ${node.metadata.name} in Controller`)
      wakeAll()
    },
    onUpdate(node, old) {
      if (isReadyNode(node) !== isReadyNode(old)) wakeAll()
    },
    onDelete(node) {
      heartbeats.forget(node.metadata.name)
      tell(node, eventReasons.removingNode, `Removing Node ${node.metadata.name} from Controller`)
      wakeAll()
    },
  })
}

function isReadyNode({ status }: Node): boolean {
  return isConditionTrue(status?.conditions, 'Ready')
}

async function check(node: Node, heardMs: number, context: ReconcileContext): Promise<Result | undefined> {
  const { lister, clock } = context
  const silentInMs = silentAtMs(node, heardMs) - clock.now()
  const marked = silentInMs < 0 ? await markUnknown(node, context) : node
  const evicts = isReadyNode(marked) || lister.list(nodes).some(isReadyNode)
  const tainted = await taint(marked, taintsFor(marked, timestamp(clock.now()), evicts), context)
  if (conditionOf(tainted.status?.conditions, 'Ready')?.status === 'Unknown')
    await markPodsNotReady(tainted, context)
  return silentInMs < 0 ? undefined : { requeueAfterMs: silentInMs + 1 }
}

async function markUnknown(node: Node, { client, clock, events }: ReconcileContext): Promise<Node> {
  const conditions = unknownConditions(node, timestamp(clock.now()))
  if (deepEqual(conditions, node.status?.conditions)) return node
  const updated = await client.updateStatus(nodes, { ...node, status: { ...node.status, conditions } })
  if (isReadyNode(node)) {
    const reason = eventReasons.nodeNotReady
    const message = `Node ${node.metadata.name} status is now: ${reason}`
    events.event(node, { type: 'Normal', reason, message })
  }
  return updated
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
async function markPodsNotReady(node: Node, context: ReconcileContext): Promise<void> {
  const { client, lister, clock, events } = context
  for (const pod of lister.byIndex(pods, byNode, node.metadata.name)) {
    const ready = conditionOf(pod.status?.conditions, 'Ready')
    if (ready?.status !== 'True') continue
    const { lastTransitionTime: _, ...unready } = { ...ready, status: 'False' }
    const conditions = [...setCondition(pod.status?.conditions, unready, clock)]
    try {
      await client.updateStatus(pods, { ...pod, status: { ...pod.status, conditions } })
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error
      continue
    }
    events.event(pod, { type: 'Warning', reason: eventReasons.nodeNotReady, message: 'Node is not ready' })
  }
}
