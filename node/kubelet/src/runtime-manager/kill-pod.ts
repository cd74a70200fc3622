import { rm } from 'node:fs/promises'
import type { Container, Pod } from '@knarr/api/core/v1'
import { sleep } from '@knarr/machinery'
import type { ContainerStatus } from '@knarr/rpc'
import { fieldPathOf } from './image-puller.ts'
import { runHook } from './lifecycle-hook.ts'
import { gracePeriodMsOf, type PodState } from './pod-labels.ts'
import type { Scene } from './scene.ts'

/** A container always gets this long, whatever the grace period left over. */
const minimumGraceMs = 2_000

export interface KillOptions {
  /** How long a container may take to end; its pod's own period unless given. */
  readonly gracePeriodMs?: number
  readonly message?: string
}

/** Runs the preStop hook within the grace period, then stops the container with what is left of it. */
export async function killContainer(
  pod: Pod | undefined,
  status: ContainerStatus,
  scene: Scene,
  { gracePeriodMs = gracePeriodMsOf(status), message }: KillOptions = {},
): Promise<void> {
  const container = pod && specOf(pod, status)
  if (pod && container) {
    const text = message ?? `Stopping container ${status.metadata.name}`
    scene.events.event(pod, {
      type: 'Normal',
      reason: 'Killing',
      message: text,
      fieldPath: fieldPathOf(pod, container),
    })
  }
  const start = scene.clock.now()
  if (pod && container?.lifecycle?.preStop && gracePeriodMs > 0) {
    await preStop(pod, container, status, { ...scene, gracePeriodMs })
  }
  const left = gracePeriodMs - (scene.clock.now() - start)
  await scene.runtime.stopContainer(status.id, gracePeriodMs === 0 ? 0 : Math.max(minimumGraceMs, left))
}

async function preStop(
  pod: Pod,
  container: Container,
  status: ContainerStatus,
  scene: Scene & { readonly gracePeriodMs: number },
): Promise<void> {
  const hook = container.lifecycle?.preStop
  if (!hook) return
  const target = { containerId: status.id, container, podIp: pod.status?.podIP }
  const timeIsUp = new AbortController()
  try {
    await Promise.race([
      runHook(hook, target, scene),
      sleep(scene.clock, scene.gracePeriodMs, timeIsUp.signal),
    ])
  } catch {
    const message = 'PreStopHook failed'
    scene.events.event(pod, {
      type: 'Warning',
      reason: 'FailedPreStopHook',
      message,
      fieldPath: fieldPathOf(pod, container),
    })
  } finally {
    timeIsUp.abort()
  }
}

function specOf({ spec }: Pod, { metadata }: ContainerStatus): Container | undefined {
  const all = [
    ...spec.containers,
    ...(spec.initContainers ?? []),
    ...((spec.ephemeralContainers ?? []) as Container[]),
  ]
  return all.find(({ name }) => name === metadata.name)
}

/** Ends every container, sidecars last and in reverse order, then the sandboxes. */
export async function killPod(
  pod: Pod | undefined,
  state: PodState,
  scene: Scene,
  options: KillOptions = {},
): Promise<void> {
  const running = state.containers.filter(({ state: now }) => now === 'RUNNING')
  const sidecars = (pod?.spec.initContainers ?? [])
    .filter(({ restartPolicy }) => restartPolicy === 'Always')
    .reverse()
  const isSidecar = ({ metadata }: ContainerStatus): boolean =>
    sidecars.some(({ name }) => name === metadata.name)
  const start = scene.clock.now()
  await Promise.all(
    running
      .filter((status) => !isSidecar(status))
      .map((status) => killContainer(pod, status, scene, options)),
  )
  for (const { name } of sidecars) {
    const status = running.find(({ metadata }) => metadata.name === name)
    if (!status) continue
    const gracePeriodMs = (options.gracePeriodMs ?? gracePeriodMsOf(status)) - (scene.clock.now() - start)
    await killContainer(pod, status, scene, { ...options, gracePeriodMs: Math.max(0, gracePeriodMs) })
  }
  for (const { id } of state.sandboxes) await scene.runtime.stopPodSandbox(id)
}

/** Forgets everything the runtime keeps of a pod that has ended, and its logs. */
export async function removePod(state: PodState, { runtime, paths }: Scene): Promise<void> {
  for (const { id } of state.containers) await runtime.removeContainer(id)
  for (const { id } of state.sandboxes) await runtime.removePodSandbox(id)
  await rm(paths.logDirectoryOf(state), { recursive: true, force: true })
}
