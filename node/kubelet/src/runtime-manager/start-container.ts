import type { Container, Pod } from '@knarr/api/core/v1'
import type { ContainerConfig, Image } from '@knarr/rpc'
import { ConfigError } from '../container-config/config-error.ts'
import type { DownwardFacts } from '../container-config/downward.ts'
import { environmentOf } from '../container-config/environment.ts'
import { expand } from '../container-config/expand.ts'
import { linuxResourcesOf } from '../container-config/resources.ts'
import { containerSecurityOf } from '../container-config/security.ts'
import type { MountedVolume } from '../volumes/volume-manager.ts'
import { devicesOf } from './container-devices.ts'
import { mountsOf } from './container-mounts.ts'
import { fieldPathOf, isWaiting, type Waiting } from './image-puller.ts'
import { runHook } from './lifecycle-hook.ts'
import { containerAnnotations, containerLabels, containerNamed, type PodState } from './pod-labels.ts'
import { logPathOf } from './pod-paths.ts'
import { sandboxConfigOf } from './pod-sandbox.ts'
import type { Scene } from './scene.ts'
import { pullVolumeImages } from './volume-images.ts'

/** A pod with everything its containers need already there. */
export interface PreparedPod {
  readonly pod: Pod
  readonly state: PodState
  readonly sandboxId: string
  readonly sandboxAttempt: number
  readonly podIps: readonly string[]
  readonly volumes: ReadonlyMap<string, MountedVolume>
}

/** Pulls, creates and starts one container; resolves with why it waits where that failed. */
export async function startContainer(
  prepared: PreparedPod,
  container: Container,
  scene: Scene,
): Promise<Waiting | undefined> {
  const { pod } = prepared
  const tell = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    scene.events.event(pod, { type, reason, message, fieldPath: fieldPathOf(pod, container) })
  const failed = (reason: string, error: unknown): Waiting => {
    const message = error instanceof Error ? error.message : String(error)
    tell('Warning', 'Failed', `Error: ${message}`)
    return { reason, message }
  }
  const image = await scene.images.ensure(pod, { ...container, fieldPath: fieldPathOf(pod, container) })
  if (isWaiting(image)) return image
  const volumeImages = await pullVolumeImages(prepared, container, scene)
  if ('reason' in volumeImages) return volumeImages
  const previous = containerNamed(prepared.state, container.name)
  const attempt = previous ? previous.metadata.attempt + 1 : 0
  let config: ContainerConfig
  try {
    config = await containerConfigOf(prepared, container, { image, volumeImages, attempt }, scene)
  } catch (error) {
    return failed(error instanceof ConfigError ? 'CreateContainerConfigError' : 'CreateContainerError', error)
  }
  let id: string
  try {
    const sandboxConfig = sandboxConfigOf(pod, prepared.sandboxAttempt, scene)
    id = await scene.runtime.createContainer(prepared.sandboxId, config, sandboxConfig)
    scene.actuated.set(pod.metadata.uid, id, container)
    tell('Normal', 'Created', `Created container: ${container.name}`)
  } catch (error) {
    return failed('CreateContainerError', error)
  }
  try {
    await scene.runtime.startContainer(id)
    tell('Normal', 'Started', `Started container ${container.name}`)
  } catch (error) {
    return failed('RunContainerError', error)
  }
  return await postStart(prepared, container, id, scene)
}

async function postStart(
  prepared: PreparedPod,
  container: Container,
  id: string,
  scene: Scene,
): Promise<Waiting | undefined> {
  const hook = container.lifecycle?.postStart
  if (!hook) return undefined
  try {
    await runHook(hook, { containerId: id, podIp: prepared.podIps[0], container }, scene)
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const { pod } = prepared
    scene.events.event(pod, {
      type: 'Warning',
      reason: 'FailedPostStartHook',
      message: 'PostStartHook failed',
      fieldPath: fieldPathOf(pod, container),
    })
    await scene.runtime.stopContainer(id, (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000)
    return { reason: 'PostStartHookError', message }
  }
}

interface Made {
  readonly image: Image
  /** Ids of the images its volumes show, by volume. */
  readonly volumeImages: ReadonlyMap<string, string>
  readonly attempt: number
}

async function containerConfigOf(
  prepared: PreparedPod,
  container: Container,
  { image, volumeImages, attempt }: Made,
  scene: Scene,
): Promise<ContainerConfig> {
  const { pod, podIps } = prepared
  const facts: DownwardFacts = { podIps, hostIp: scene.hostIp, allocatable: scene.allocatable }
  const services = scene.services()
  const environment = await environmentOf({ pod, container, services, source: scene.source, facts })
  const expanded = (text: string): string => expand(text, (name) => environment.get(name))
  const targetId = targetOf(prepared, container)
  return {
    metadata: { name: container.name, attempt },
    image: image.id,
    command: (container.command ?? []).map(expanded),
    args: (container.args ?? []).map(expanded),
    workingDir: container.workingDir ?? '',
    envs: [...environment].map(([key, value]) => ({ key, value })),
    mounts: await mountsOf(prepared, container, { attempt, expanded, volumeImages }, scene),
    devices: devicesOf(prepared, container),
    labels: containerLabels(pod, container),
    annotations: containerAnnotations(pod, container, attempt),
    logPath: logPathOf(container.name, attempt),
    stdin: container.stdin ?? false,
    stdinOnce: container.stdinOnce ?? false,
    tty: container.tty ?? false,
    resources: linuxResourcesOf(pod, container, scene.nodeMemoryBytes),
    security: containerSecurityOf(pod, container, image, targetId),
  }
}

/** The container an ephemeral one looks into. */
function targetOf(
  { state }: PreparedPod,
  container: Container & { targetContainerName?: string },
): string | undefined {
  return container.targetContainerName ? containerNamed(state, container.targetContainerName)?.id : undefined
}
