import type { Container, Pod } from '@knarr/api/core/v1'
import type { ContainerStatus, PodSandboxStatus } from '@knarr/rpc'
import { containerNamed, isOutdated, type PodState } from './pod-labels.ts'

/** A running container that has to end, and why, as the event tells it. */
export interface ContainerToKill {
  readonly status: ContainerStatus
  readonly message: string
  /** In place of the pod's: what the probe that failed allows. */
  readonly gracePeriodMs?: number
}

/** One step of a pod from what runs towards what its spec says. */
export interface PodActions {
  /** End everything that runs: the sandbox is lost or the pod is over. */
  readonly killPod: boolean
  readonly createSandbox: boolean
  /** The attempt number of a new sandbox. */
  readonly attempt: number
  readonly sandbox: PodSandboxStatus | undefined
  readonly containersToKill: readonly ContainerToKill[]
  /** In the order they are to be started; failures of one do not keep back the next unless it is an init container. */
  readonly containersToStart: readonly Container[]
}

/** What is known of running containers beside their state. */
export interface ContainerVerdicts {
  /** Why the running container must restart: a failed liveness or startup probe. */
  killReason(containerId: string): string | undefined
  /** Whether its startup probe, where it has one, has succeeded. */
  hasStarted(containerId: string): boolean
  /** Whether it has to end for its resources to change. */
  mustRestartToResize(container: Container, containerId: string): boolean
}

type RestartPolicy = 'Always' | 'OnFailure' | 'Never'

/** Restarted with the pod's main containers, whatever the pod's policy: a sidecar. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always'
}

/** What to do next: upstream's `computePodActions`, pure. */
export function computePodActions(pod: Pod, state: PodState, verdicts: ContainerVerdicts): PodActions {
  const [newest] = state.sandboxes
  const sandbox = newest?.state === 'READY' ? newest : undefined
  const attempt = newest ? newest.metadata.attempt + 1 : 0
  const idle = {
    killPod: false,
    createSandbox: false,
    attempt,
    sandbox,
    containersToKill: [],
    containersToStart: [],
  }
  if (!sandbox) {
    if (state.containers.length > 0 && !mayStartAnything(pod, state))
      return { ...idle, killPod: hasRunning(state) }
    return {
      ...idle,
      killPod: newest !== undefined || hasRunning(state),
      createSandbox: true,
      containersToStart: firstContainers(pod, state),
    }
  }
  const current: PodState = {
    ...state,
    containers: state.containers.filter((status) => status.podSandboxId === sandbox.id),
  }
  const init = initActions(pod, current, verdicts)
  if (init.hasFailed) return { ...idle, killPod: hasRunning(current) }
  const main = init.isDone ? mainActions(pod, current, state, verdicts) : { start: [], kill: [] }
  const ephemeral = (pod.spec.ephemeralContainers ?? []).filter(
    ({ name }) => !containerNamed(state, name),
  ) as Container[]
  return {
    ...idle,
    containersToKill: [...init.kill, ...main.kill],
    containersToStart: [...ephemeral, ...init.start, ...main.start],
  }
}

const hasRunning = ({ containers }: PodState): boolean => containers.some(({ state }) => state === 'RUNNING')

/** The first init container; without any, the main containers that have not succeeded for good. */
function firstContainers({ spec }: Pod, state: PodState): Container[] {
  const [first] = spec.initContainers ?? []
  if (first) return [first]
  if (spec.restartPolicy !== 'OnFailure') return spec.containers
  return spec.containers.filter(({ name }) => !hasSucceeded(containerNamed(state, name)))
}

const hasSucceeded = (status: ContainerStatus | undefined): boolean =>
  status?.state === 'EXITED' && status.exitCode === 0

function policyOf(pod: Pod, container: Container): RestartPolicy {
  return (container.restartPolicy ?? pod.spec.restartPolicy ?? 'Always') as RestartPolicy
}

/** Whether a container that has ended is to be started again. */
export function shouldRestart(pod: Pod, container: Container, status: ContainerStatus | undefined): boolean {
  if (!status || status.state === 'CREATED') return true
  if (status.state === 'RUNNING') return false
  const policy = policyOf(pod, container)
  return policy === 'Always' || (policy === 'OnFailure' && status.exitCode !== 0)
}

/** After losing its sandbox a pod that ran to its end stays ended. */
function mayStartAnything(pod: Pod, state: PodState): boolean {
  if (pod.spec.restartPolicy === 'Always' || pod.spec.restartPolicy === undefined) return true
  const hasRun = pod.spec.containers.some(({ name }) => containerNamed(state, name))
  if (!hasRun) {
    const failed = (pod.spec.initContainers ?? []).some((container) => {
      const status = containerNamed(state, container.name)
      return status?.state === 'EXITED' && status.exitCode !== 0 && policyOf(pod, container) === 'Never'
    })
    return !failed
  }
  return pod.spec.containers.some((container) =>
    shouldRestart(pod, container, containerNamed(state, container.name)),
  )
}

interface InitActions {
  readonly isDone: boolean
  readonly hasFailed: boolean
  readonly start: Container[]
  readonly kill: ContainerToKill[]
}

/** Init containers run one after the other; sidecars among them must have started before the next one's turn. */
function initActions(pod: Pod, current: PodState, verdicts: ContainerVerdicts): InitActions {
  const start: Container[] = []
  const kill: ContainerToKill[] = []
  const hasMain = pod.spec.containers.some(({ name }) => containerNamed(current, name))
  for (const container of pod.spec.initContainers ?? []) {
    const status = containerNamed(current, container.name)
    const turn = isSidecar(container)
      ? sidecarTurn(pod, container, status, { verdicts, start, kill })
      : initTurn(pod, container, status)
    if (hasMain || turn === 'done') continue
    if (turn === 'failed') return { isDone: false, hasFailed: true, start: [], kill }
    if (turn === 'start') start.push(container)
    return { isDone: false, hasFailed: false, start, kill }
  }
  return { isDone: true, hasFailed: false, start, kill }
}

type Turn = 'done' | 'wait' | 'start' | 'failed'

function initTurn(pod: Pod, container: Container, status: ContainerStatus | undefined): Turn {
  if (status?.state === 'RUNNING') return 'wait'
  if (status?.state !== 'EXITED') return 'start'
  if (status.exitCode === 0) return 'done'
  return policyOf(pod, container) === 'Never' ? 'failed' : 'start'
}

interface Collected {
  readonly verdicts: ContainerVerdicts
  readonly start: Container[]
  readonly kill: ContainerToKill[]
}

/** Adds what the sidecar needs to the collected actions; the next one's turn comes once it has started. */
function sidecarTurn(
  pod: Pod,
  container: Container,
  status: ContainerStatus | undefined,
  { verdicts, start, kill }: Collected,
): Turn {
  if (status?.state !== 'RUNNING') {
    if (!pod.metadata.deletionTimestamp) start.push(container)
    return 'wait'
  }
  const doomed = doomedOf(pod, container, status, verdicts)
  if (doomed) {
    kill.push(doomed)
    start.push(container)
    return 'wait'
  }
  return verdicts.hasStarted(status.id) ? 'done' : 'wait'
}

function mainActions(
  pod: Pod,
  current: PodState,
  state: PodState,
  verdicts: ContainerVerdicts,
): { start: Container[]; kill: ContainerToKill[] } {
  const start: Container[] = []
  const kill: ContainerToKill[] = []
  for (const container of pod.spec.containers) {
    const status = containerNamed(current, container.name)
    const doomed = doomedOf(pod, container, status, verdicts)
    if (doomed) kill.push(doomed)
    const restarts =
      doomed?.restarts ?? shouldRestart(pod, container, status ?? containerNamed(state, container.name))
    if (restarts) start.push(container)
  }
  return { start, kill }
}

/** A running container that must end; another definition takes effect whatever the restart policy. */
function doomedOf(
  pod: Pod,
  container: Container,
  status: ContainerStatus | undefined,
  verdicts: ContainerVerdicts,
): (ContainerToKill & { readonly restarts: boolean }) | undefined {
  if (status?.state !== 'RUNNING') return undefined
  const failed = verdicts.killReason(status.id)
  const change = changeOf(container, status, verdicts)
  if (!change && !failed) return undefined
  const restarts = change !== undefined || policyOf(pod, container) !== 'Never'
  const why = change ?? `failed ${failed} probe`
  return {
    status,
    restarts,
    message: `Container ${container.name} ${why}${restarts ? ', will be restarted' : ''}`,
    ...(change ? {} : graceOf(container, failed)),
  }
}

function changeOf(
  container: Container,
  status: ContainerStatus,
  verdicts: ContainerVerdicts,
): string | undefined {
  if (isOutdated(status, container)) return 'definition changed'
  return verdicts.mustRestartToResize(container, status.id) ? 'resize requires restart' : undefined
}

/** The probe's own grace period, where it has one. */
function graceOf(
  { startupProbe, livenessProbe }: Container,
  failed: string | undefined,
): { readonly gracePeriodMs?: number } {
  const probe = failed === 'startup' ? startupProbe : livenessProbe
  const seconds = probe?.terminationGracePeriodSeconds
  return seconds === undefined ? {} : { gracePeriodMs: seconds * 1000 }
}
