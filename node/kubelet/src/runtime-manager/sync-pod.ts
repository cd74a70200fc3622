import type { Container, Pod } from '@knarr/api/core/v1'
import { formatDuration } from '@knarr/machinery'
import type { ContainerStatus, PodSandboxStatus } from '@knarr/rpc'
import type { MountedVolume } from '../volumes/volume-manager.ts'
import { computePodActions, isSidecar, type PodActions } from './compute-pod-actions.ts'
import { fieldPathOf, type Waiting } from './image-puller.ts'
import { killContainer, killPod } from './kill-pod.ts'
import type { PodState } from './pod-labels.ts'
import { createSandbox, writeHostsFile } from './pod-sandbox.ts'
import { mustRestartToResize, resizeContainers } from './resize-containers.ts'
import type { Scene } from './scene.ts'
import { type PreparedPod, startContainer } from './start-container.ts'

/** What one sync came to. */
export interface SyncResult {
  /** By container name: why it does not run, though it should. */
  readonly waiting: ReadonlyMap<string, Waiting>
  /** Whether anything was done: the runtime's state should be read again. */
  readonly hasActed: boolean
  /** When to try again what failed. */
  readonly retryAfterMs: number | undefined
  /** Why the pod as a whole cannot run now. */
  readonly failure: Error | undefined
}

const quickRetryMs = 1_000

/** Takes a pod one step towards its spec. Never rejects: what fails is told and tried again. */
export async function syncPod(
  pod: Pod,
  state: PodState,
  volumes: ReadonlyMap<string, MountedVolume>,
  scene: Scene,
): Promise<SyncResult> {
  const actions = computePodActions(pod, state, {
    killReason: (id) => scene.probes.killReason(id),
    hasStarted: (id) => scene.probes.hasStarted(id),
    mustRestartToResize: (container, id) => mustRestartToResize(pod, container, id, scene),
  })
  const idle = { waiting: new Map(), hasActed: false, retryAfterMs: undefined, failure: undefined }
  try {
    if (actions.killPod) await killPod(pod, state, scene)
    for (const { status, ...options } of actions.containersToKill)
      await killContainer(pod, status, scene, options)
    const isResized = actions.killPod ? false : await resizeContainers(pod, state, scene)
    const sandbox = actions.createSandbox ? await newSandbox(pod, actions, scene) : actions.sandbox
    if (!sandbox || actions.containersToStart.length === 0) {
      const hasEnded = actions.killPod || actions.containersToKill.length > 0
      return { ...idle, hasActed: isResized || hasEnded || actions.createSandbox }
    }
    const prepared: PreparedPod = {
      pod,
      state,
      sandboxId: sandbox.id,
      sandboxAttempt: sandbox.metadata.attempt,
      podIps: podIpsOf(pod, sandbox, scene),
      volumes,
    }
    return await startContainers(prepared, actions.containersToStart, scene)
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    return { ...idle, hasActed: true, retryAfterMs: quickRetryMs, failure }
  }
}

function podIpsOf(pod: Pod, sandbox: PodSandboxStatus, { hostIp }: Scene): readonly string[] {
  return pod.spec.hostNetwork ? [hostIp] : sandbox.ips
}

async function newSandbox(pod: Pod, { attempt }: PodActions, scene: Scene): Promise<PodSandboxStatus> {
  if (attempt > 0) {
    const message = 'Pod sandbox changed, it will be killed and re-created.'
    scene.events.event(pod, { type: 'Normal', reason: 'SandboxChanged', message })
  }
  try {
    const id = await createSandbox(pod, attempt, scene)
    const sandbox = await scene.runtime.podSandboxStatus(id)
    if (!pod.spec.hostNetwork) await writeHostsFile(pod, sandbox.ips, scene)
    return sandbox
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const message = `Failed to create pod sandbox: ${text}`
    scene.events.event(pod, { type: 'Warning', reason: 'FailedCreatePodSandBox', message })
    throw error
  }
}

async function startContainers(
  prepared: PreparedPod,
  containers: readonly Container[],
  scene: Scene,
): Promise<SyncResult> {
  const waiting = new Map<string, Waiting>()
  let hasActed = false
  let retryAfterMs: number | undefined
  const retry = (ms: number): void => {
    retryAfterMs = Math.min(retryAfterMs ?? ms, ms)
  }
  const start = async (container: Container): Promise<void> => {
    const backoff = restartDelay(prepared, container, scene)
    if (backoff) {
      waiting.set(container.name, backoff.waiting)
      retry(backoff.delayMs)
      return
    }
    hasActed = true
    const reason = await startContainer(prepared, container, scene)
    if (!reason) return
    waiting.set(container.name, reason)
    retry(quickRetryMs * 10)
  }
  const inits = prepared.pod.spec.initContainers ?? []
  const isInit = (container: Container): boolean => inits.includes(container)
  for (const container of containers.filter(isInit)) await start(container)
  await Promise.all(containers.filter((container) => !isInit(container)).map(start))
  return { waiting, hasActed, retryAfterMs, failure: undefined }
}

/** A container that ended a moment ago is not started again before its back-off is over. */
function restartDelay(
  { pod, state }: PreparedPod,
  container: Container,
  scene: Scene,
): { readonly waiting: Waiting; readonly delayMs: number } | undefined {
  const last = lastExit(state, container.name)
  if (!last || (last.exitCode === 0 && isInitDone(pod, container))) return undefined
  const { restartBackoff, clock, events } = scene
  const { name, namespace, uid } = pod.metadata
  const key = `${uid}_${container.name}_${container.image}`
  if (!restartBackoff.isInBackoffSince(key, last.finishedAtMs)) {
    restartBackoff.next(key)
    return undefined
  }
  const delayMs = restartBackoff.get(key)
  const place = `${container.name} in pod ${name}_${namespace}(${uid})`
  events.event(pod, {
    type: 'Warning',
    reason: 'BackOff',
    message: `Back-off restarting failed container ${place}`,
    fieldPath: fieldPathOf(pod, container),
  })
  const message = `back-off ${formatDuration(delayMs)} restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`
  return {
    waiting: { reason: 'CrashLoopBackOff', message },
    delayMs: Math.max(1, last.finishedAtMs + delayMs - clock.now()),
  }
}

/** The newest one that has ended: behind one that a probe has just ended that is the one before. */
function lastExit({ containers }: PodState, name: string): ContainerStatus | undefined {
  return containers.find(({ metadata, state }) => metadata.name === name && state === 'EXITED')
}

/** An init container that succeeded is only started again in a new sandbox, and then at once. */
function isInitDone({ spec }: Pod, container: Container): boolean {
  return (spec.initContainers ?? []).includes(container) && !isSidecar(container)
}
