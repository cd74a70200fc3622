import type { Lease } from '@knarr/api/coordination/v1'
import type { Node, NodeCondition, Taint } from '@knarr/api/core/v1'
import { conditionOf } from '@knarr/controller'
import { taintKeys } from '../well-known.ts'

/** How long a node may be silent before it counts as unreachable (upstream's node-monitor-grace-period). */
export const gracePeriodMs = 50_000
/** The same for a node that never said whether it is ready (node-startup-grace-period). */
export const startupGracePeriodMs = 60_000

interface Heard {
  readonly sign: string
  readonly atMs: number
}

/**
 * When each node was last heard of, by this process's clock: upstream compares what changed, never the times
 * that nodes write, so neither their clocks nor a restart of the control plane make nodes look silent.
 */
export class Heartbeats {
  readonly #heard = new Map<string, Heard>()

  /** Takes note of the node as it is now; returns when it last showed a sign of life. */
  observe(node: Node, lease: Lease | undefined, nowMs: number): number {
    const { uid, name, creationTimestamp } = node.metadata
    const ready = conditionOf(node.status?.conditions, 'Ready')
    const sign = JSON.stringify([uid, lease?.spec?.renewTime, ready?.lastHeartbeatTime, ready?.status])
    const known = this.#heard.get(name)
    if (known?.sign === sign) return known.atMs
    // What this controller wrote itself is no sign of life.
    const isOwnWord = known !== undefined && ready?.status === 'Unknown'
    const atMs = isOwnWord ? known.atMs : ready ? nowMs : Date.parse(creationTimestamp ?? '') || nowMs
    this.#heard.set(name, { sign, atMs })
    return atMs
  }

  forget(name: string): void {
    this.#heard.delete(name)
  }
}

/** When a node that stays silent counts as unreachable. */
export function silentAtMs(node: Node, heardMs: number): number {
  const hasReady = conditionOf(node.status?.conditions, 'Ready') !== undefined
  return heardMs + (hasReady ? gracePeriodMs : startupGracePeriodMs)
}

const silent = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }
const never = { reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' }

/** The conditions of a node that fell silent: nothing is known of it any more. */
export function unknownConditions({ metadata, status }: Node, now: string): NodeCondition[] {
  const types = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']
  const known = status?.conditions ?? []
  const told = known.map((condition) =>
    types.includes(condition.type) && condition.status !== 'Unknown'
      ? { ...condition, status: 'Unknown', ...silent, lastTransitionTime: now }
      : condition,
  )
  const missing = types.filter((type) => !conditionOf(known, type))
  const lastHeartbeatTime = metadata.creationTimestamp ?? now
  return [
    ...told,
    ...missing.map((type) => ({
      ...{ type, status: 'Unknown', ...never, lastHeartbeatTime },
      lastTransitionTime: now,
    })),
  ]
}

const conditionTaints: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: taintKeys.notReady, Unknown: taintKeys.unreachable },
  MemoryPressure: { True: taintKeys.memoryPressure },
  DiskPressure: { True: taintKeys.diskPressure },
  PIDPressure: { True: taintKeys.pidPressure },
  NetworkUnavailable: { True: taintKeys.networkUnavailable },
}
const conditionKeys = Object.values(conditionTaints).flatMap((keys) => Object.values(keys))
const ours = new Set([
  ...[...conditionKeys, taintKeys.unschedulable].map((key) => `${key}:NoSchedule`),
  ...[taintKeys.notReady, taintKeys.unreachable].map((key) => `${key}:NoExecute`),
])

const nameOf = ({ key, effect }: Taint): string => `${key}:${effect}`

/**
 * The node's taints with those that follow from its state put right; everyone else's stay. While no node at
 * all is ready nothing is evicted: more likely than all nodes it is the network to them that is down.
 */
export function taintsFor(node: Node, now: string, evicts: boolean): Taint[] {
  const conditions = node.status?.conditions ?? []
  const keys = conditions.flatMap(({ type, status }) => conditionTaints[type]?.[status] ?? [])
  const readyKey = conditionTaints.Ready?.[conditionOf(conditions, 'Ready')?.status ?? '']
  const wanted: Taint[] = [
    ...[...keys, ...(node.spec.unschedulable ? [taintKeys.unschedulable] : [])].map((key) => ({
      ...{ key, effect: 'NoSchedule' },
      timeAdded: now,
    })),
    ...(readyKey && evicts ? [{ key: readyKey, effect: 'NoExecute', timeAdded: now }] : []),
  ]
  const existing = node.spec.taints ?? []
  const names = new Set(wanted.map(nameOf))
  const kept = existing.filter((taint) => !ours.has(nameOf(taint)) || names.has(nameOf(taint)))
  const present = new Set(existing.map(nameOf))
  return [...kept, ...wanted.filter((taint) => !present.has(nameOf(taint)))]
}
