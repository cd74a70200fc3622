import { mkdirSync, realpathSync } from 'node:fs'
import { type Logger, silentLogger } from '@knarr/component'
import {
  Cgroups,
  enterNamespace,
  holdProcess,
  kernel,
  type LocalImage,
  mountsOf,
  type NodeNamespaces,
  type RunCommand,
  runCommand,
  SyscallProgram,
  SyscallRunner,
} from '@knarr/linux'
import { type Clock, type Random, systemRandom } from '@knarr/machinery'
import type { Runtime, RuntimeEvent, StreamSession } from '@knarr/rpc'
import { containerStatus } from './container/container-record.ts'
import { containerStats } from './container/container-stats.ts'
import { Containers } from './container/containers.ts'
import { rootfsMountPoint } from './container/start-spec.ts'
import { ImageService } from './images/image-service.ts'
import { ImageStore } from './images/image-store.ts'
import { mountImage } from './images/mount-image.ts'
import type { RegistryOptions } from './images/registry-client.ts'
import { PodSandboxes } from './pod/pod-sandboxes.ts'
import type { RuntimeScene } from './runtime-scene.ts'
import { AttachSession } from './streaming/attach-session.ts'
import { startExec } from './streaming/exec-session.ts'
import { runToEnd } from './streaming/exec-sync.ts'
import { forwardPort } from './streaming/port-forward.ts'

export interface SandboxRuntimeOptions {
  readonly node: NodeNamespaces
  /** The node's: its pods and containers are found again in it. */
  readonly stateDirectory: string
  /** May be shared by the nodes of a machine. By default in `stateDirectory`. */
  readonly imageStore?: ImageStore
  readonly clock: Clock
  readonly random?: Random
  readonly run?: RunCommand
  readonly logger?: Logger
  readonly registries?: RegistryOptions
  /** Images put together on this machine when they are first asked for, by name. */
  readonly localImages?: ReadonlyMap<string, () => Promise<LocalImage>>
}

/** A runtime that can be let go of: its containers go on and are found again by the next one. */
export interface SandboxRuntime extends Runtime {
  close(): void
}

/** Opens the image store of a machine. */
export function openImageStore(directory: string): ImageStore {
  return new ImageStore(directory, new SyscallRunner(`${directory}/programs`))
}

/** A container runtime with nothing but the kernel: see the README. */
export async function createSandboxRuntime(options: SandboxRuntimeOptions): Promise<SandboxRuntime> {
  mkdirSync(options.stateDirectory, { recursive: true })
  const directory = realpathSync(options.stateDirectory)
  const runner = new SyscallRunner(`${directory}/programs`)
  const listeners = new Set<(event: RuntimeEvent) => void>()
  const scene: RuntimeScene = {
    node: options.node,
    directory,
    runner,
    images: options.imageStore ?? new ImageStore(`${directory}/images`, runner),
    cgroups: new Cgroups(options.clock),
    run: options.run ?? runCommand,
    clock: options.clock,
    random: options.random ?? systemRandom,
    logger: options.logger ?? silentLogger,
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
  }
  await preparedMountPoint(scene)
  const images = new ImageService(scene.images, options)
  return runtimeOf(scene, images, listeners)
}

/** Containers' roots are put together on a mount of its own, which nothing in the node sees changes of. */
async function preparedMountPoint(scene: RuntimeScene): Promise<void> {
  const path = rootfsMountPoint(scene)
  mkdirSync(path, { recursive: true })
  if (mountsOf(scene.node.initPid).some(({ mountPoint }) => mountPoint === path)) return
  const program = new SyscallProgram(scene.runner.machine)
  enterNamespace(program, scene.node.initPid, 'mnt')
  const target = program.text(path)
  program.call('mount', [target, target, 0, kernel.MS_BIND, 0], { what: `mount ${path}` })
  program.call('mount', [0, target, 0, kernel.MS_PRIVATE, 0], { what: `make ${path} private` })
  program.call('exit_group', [0])
  await scene.runner.run(program)
}

function runtimeOf(
  scene: RuntimeScene,
  images: ImageService,
  listeners: Set<(event: RuntimeEvent) => void>,
): SandboxRuntime {
  const sandboxes = new PodSandboxes(scene)
  const containers = new Containers(scene, sandboxes)
  return {
    ...podCalls(scene, sandboxes, containers),
    ...containerCalls(scene, containers),
    ...streamCalls(scene, sandboxes, containers),
    imageStatus: (image) => images.status(image),
    listImages: () => images.list(),
    pullImage: (image, pull) => images.pull(image, pull),
    removeImage: (image) => images.remove(image),
    importImage: (path) => images.import(path),
    mountImage: (image, directory) => mountImage(scene, image, directory),
    watchEvents(listener, signal) {
      listeners.add(listener)
      signal.addEventListener('abort', () => listeners.delete(listener), { once: true })
    },
    close: () => containers.close(),
  }
}

type PodCalls = Pick<
  Runtime,
  | 'version'
  | 'status'
  | 'runPodSandbox'
  | 'stopPodSandbox'
  | 'removePodSandbox'
  | 'podSandboxStatus'
  | 'listPodSandboxes'
>

function podCalls(_scene: RuntimeScene, sandboxes: PodSandboxes, containers: Containers): PodCalls {
  return {
    async version() {
      return { runtimeName: 'knarr-sandbox', runtimeVersion: '0.1.0', runtimeApiVersion: 'v1' }
    },
    async status() {
      const ready = { status: true, reason: '', message: '' }
      return {
        conditions: [
          { type: 'RuntimeReady', ...ready },
          { type: 'NetworkReady', ...ready },
        ],
      }
    },
    runPodSandbox: (config) => sandboxes.run(config),
    stopPodSandbox: (id) =>
      holdProcess(async () => {
        await Promise.all(containers.of(id).map((container) => containers.stop(container.id, 0)))
        await sandboxes.stop(id)
      }),
    removePodSandbox: (id) =>
      holdProcess(async () => {
        await Promise.all(containers.of(id).map((container) => containers.remove(container.id)))
        await sandboxes.stop(id)
        await sandboxes.remove(id)
      }),
    podSandboxStatus: async (id) => sandboxes.status(id),
    listPodSandboxes: async () => sandboxes.list(),
  }
}

type ContainerCalls = Pick<
  Runtime,
  | 'createContainer'
  | 'startContainer'
  | 'stopContainer'
  | 'removeContainer'
  | 'containerStatus'
  | 'listContainers'
  | 'updateContainerResources'
  | 'reopenContainerLog'
  | 'containerStats'
  | 'listContainerStats'
>

function containerCalls(scene: RuntimeScene, containers: Containers): ContainerCalls {
  const statsOf = (id: string) => containerStats(scene, containers.find(id), containers.directoryOf(id))
  return {
    createContainer: async (podSandboxId, config) => containers.create(podSandboxId, config),
    startContainer: (id) => containers.start(id),
    stopContainer: (id, timeoutMs) => holdProcess(() => containers.stop(id, timeoutMs)),
    removeContainer: (id) => holdProcess(() => containers.remove(id)),
    containerStatus: async (id) => containerStatus(containers.find(id)),
    listContainers: async () => containers.list().map(containerStatus),
    updateContainerResources: async (id, resources) => containers.updateResources(id, resources),
    reopenContainerLog: async (id) => containers.logOf(containers.running(id).id)?.reopen(),
    containerStats: async (id) => statsOf(id),
    async listContainerStats() {
      const running = containers.list().filter(({ state }) => state === 'RUNNING')
      return running.map(({ id }) => statsOf(id))
    },
  }
}

type StreamCalls = Pick<Runtime, 'execSync' | 'exec' | 'attach' | 'portForward'>

function streamCalls(scene: RuntimeScene, sandboxes: PodSandboxes, containers: Containers): StreamCalls {
  const outputOnly = { stdin: false, stdout: true, stderr: true, tty: false }
  return {
    execSync: async (id, command, timeoutMs) =>
      runToEnd(startExec(scene, containers.running(id), command, outputOnly), scene.clock, timeoutMs),
    exec: async (id, command, options) => startExec(scene, containers.running(id), command, options),
    async attach(id, options): Promise<StreamSession> {
      const container = containers.running(id)
      const log = containers.logOf(id)
      if (!log) throw new Error(`the streams of container ${id} are not open`)
      const ended = containers
        .ended(id)
        .then(() => containers.list().find((one) => one.id === id)?.exitCode ?? 0)
      const stdinFifo = `${containers.directoryOf(id)}/stdin`
      return new AttachSession({ scene, container, log, stdinFifo, ended }, options)
    },
    async portForward(podSandboxId, port) {
      const { holder, config } = sandboxes.ready(podSandboxId)
      const pid = config.namespaces.network === 'NODE' ? scene.node.initPid : holder.pid
      return forwardPort(scene.runner, pid, port)
    },
  }
}
