import type { Lease } from '@knarr/api/coordination/v1'
import type { Node, NodeCondition, Taint } from '@knarr/api/core/v1'
import { conditionOf } from '@knarr/controller'

/** How long a node may be silent before it counts as unreachable (upstream's node-monitor-grace-period). */
export const gracePeriodMs = 50_000

export type NodeHealth = 'ready' | 'not-ready' | 'unreachable'

/** When a kubelet was last heard of: its lease, or the heartbeat of its status, whichever is later. */
export function lastHeardMs(node: Node, lease: Lease | undefined): number {
  const heartbeat = conditionOf(node.status?.conditions, 'Ready')?.lastHeartbeatTime
  const times = [lease?.spec?.renewTime, heartbeat, node.metadata.creationTimestamp]
  return Math.max(...times.map((text) => (text ? Date.parse(text) : 0)))
}

export function healthOf(node: Node, lease: Lease | undefined, nowMs: number): NodeHealth {
  const ready = conditionOf(node.status?.conditions, 'Ready')?.status
  if (nowMs - lastHeardMs(node, lease) > gracePeriodMs) return 'unreachable'
  return ready === 'True' ? 'ready' : ready === 'False' ? 'not-ready' : 'unreachable'
}

const silent = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }
const never = { reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' }

/** The conditions of a node that fell silent: nothing is known of it any more. */
export function unknownConditions(node: Node, now: string): NodeCondition[] {
  const known = node.status?.conditions ?? []
  return ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => {
    const condition = conditionOf(known, type)
    if (!condition)
      return { type, status: 'Unknown', ...never, lastHeartbeatTime: now, lastTransitionTime: now }
    return condition.status === 'Unknown'
      ? condition
      : { ...condition, status: 'Unknown', ...silent, lastTransitionTime: now }
  })
}

const prefix = 'node.kubernetes.io/'
const pressures: Readonly<Record<string, string>> = {
  MemoryPressure: 'memory-pressure',
  DiskPressure: 'disk-pressure',
  PIDPressure: 'pid-pressure',
  NetworkUnavailable: 'network-unavailable',
}
const managed = new Set(
  ['not-ready', 'unreachable', 'unschedulable', ...Object.values(pressures)].map((name) => prefix + name),
)

/** The node's taints with those that follow from its state put right; everyone else's stay. */
export function taintsFor(node: Node, health: NodeHealth, now: string): Taint[] {
  const wanted: Taint[] = []
  if (health !== 'ready') wanted.push({ key: prefix + health, effect: 'NoSchedule' })
  if (health !== 'ready') wanted.push({ key: prefix + health, effect: 'NoExecute', timeAdded: now })
  if (node.spec.unschedulable) wanted.push({ key: `${prefix}unschedulable`, effect: 'NoSchedule' })
  for (const { type, status } of node.status?.conditions ?? []) {
    if (pressures[type] && status === 'True')
      wanted.push({ key: prefix + pressures[type], effect: 'NoSchedule' })
  }
  const existing = node.spec.taints ?? []
  const isSame = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect
  const others = existing.filter(({ key }) => !managed.has(key))
  return [...others, ...wanted.map((taint) => existing.find((other) => isSame(other, taint)) ?? taint)]
}
