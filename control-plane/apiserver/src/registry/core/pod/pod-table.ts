import type { ContainerStatus, Pod } from '@knarr/api/core/v1'
import type { TableConvertor } from '../../strategy.ts'
import { orNone } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, since, tableOf, wideColumn } from '../../table/table-of.ts'

interface Summary {
  reason: string
  ready: number
  restarts: number
  lastRestart: string
}

export const podTable: TableConvertor<Pod> = tableOf(
  [
    column('Ready', 'How many of the containers are ready.'),
    column('Status', 'The pod as a whole, from its phase and its containers.'),
    column('Restarts', 'How often containers were restarted, and when last.'),
    ageColumn,
    wideColumn('IP', 'The address of the pod.'),
    wideColumn('Node', 'The node the pod is bound to.'),
    wideColumn('Nominated Node', 'The node on which room is being made for the pod.'),
    wideColumn('Readiness Gates', 'How many of the readiness gates are true.'),
  ],
  (pod, nowMs) => {
    const { reason, ready, restarts, lastRestart } = summaryOf(pod)
    const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar).length
    const ago = restarts !== 0 && lastRestart ? ` (${since(lastRestart, nowMs)} ago)` : ''
    return [
      `${ready}/${pod.spec.containers.length + sidecars}`,
      deletionReason(pod) ?? reason,
      `${restarts}${ago}`,
      ageOf(pod, nowMs),
      orNone(pod.status?.podIPs?.[0]?.ip),
      orNone(pod.spec.nodeName),
      orNone(pod.status?.nominatedNodeName),
      readinessGates(pod),
    ]
  },
)

const isSidecar = ({ restartPolicy }: { restartPolicy?: string }): boolean => restartPolicy === 'Always'

function deletionReason(pod: Pod): string | undefined {
  if (!pod.metadata.deletionTimestamp) return undefined
  if (pod.status?.reason === 'NodeLost') return 'Unknown'
  return ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '') ? undefined : 'Terminating'
}

function summaryOf(pod: Pod): Summary {
  const init = initSummary(pod)
  const isInitialized = pod.status?.conditions?.some(
    ({ type, status }) => type === 'Initialized' && status === 'True',
  )
  if (init.isInitializing && !isInitialized) return init.all
  return containerSummary(pod, { ...init.sidecars, reason: init.all.reason, ready: init.all.ready })
}

function phaseReason(pod: Pod): string {
  const gated = pod.status?.conditions?.some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  )
  return gated ? 'SchedulingGated' : pod.status?.reason || pod.status?.phase || ''
}

/** Walks init containers up to the one that has not finished. */
function initSummary(pod: Pod): { all: Summary; sidecars: Summary; isInitializing: boolean } {
  const all: Summary = { reason: phaseReason(pod), ready: 0, restarts: 0, lastRestart: '' }
  const sidecars: Summary = { ...all }
  const names = new Set(pod.spec.initContainers?.filter(isSidecar).map(({ name }) => name))
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const isOfSidecar = names.has(status.name)
    countRestarts(all, status)
    if (isOfSidecar) countRestarts(sidecars, status)
    if (status.state?.terminated?.exitCode === 0) continue
    if (!isOfSidecar || !status.started) {
      all.reason = initReason(status, `Init:${index}/${pod.spec.initContainers?.length ?? 0}`)
      return { all, sidecars, isInitializing: true }
    }
    all.ready += status.ready ? 1 : 0
  }
  return { all, sidecars, isInitializing: false }
}

function initReason({ state }: ContainerStatus, progress: string): string {
  if (state?.terminated) return `Init:${terminationReason(state.terminated)}`
  const waiting = state?.waiting?.reason
  return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : progress
}

function terminationReason({
  reason,
  signal,
  exitCode,
}: {
  reason?: string
  signal?: number
  exitCode: number
}): string {
  if (reason) return reason
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`
}

function countRestarts(summary: Summary, { restartCount, lastState }: ContainerStatus): void {
  const finished = lastState?.terminated?.finishedAt ?? ''
  summary.restarts += restartCount ?? 0
  if (finished > summary.lastRestart) summary.lastRestart = finished
}

function containerSummary(pod: Pod, start: Summary): Summary {
  const summary = { ...start }
  const statuses = pod.status?.containerStatuses ?? []
  for (const status of [...statuses].reverse()) {
    countRestarts(summary, status)
    summary.reason = stoppedReason(status) ?? summary.reason
  }
  const running = statuses.filter((status) => isRunning(status)).length
  summary.ready += running
  if (summary.reason === 'Completed' && running > 0) summary.reason = isReady(pod) ? 'Running' : 'NotReady'
  return summary
}

function stoppedReason({ state }: ContainerStatus): string | undefined {
  if (state?.waiting?.reason) return state.waiting.reason
  return state?.terminated ? terminationReason(state.terminated) : undefined
}

function isRunning(status: ContainerStatus): boolean {
  return stoppedReason(status) === undefined && status.ready && status.state?.running !== undefined
}

function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const met = gates.filter(({ conditionType }) =>
    pod.status?.conditions?.some(({ type, status }) => type === conditionType && status === 'True'),
  )
  return `${met.length}/${gates.length}`
}
