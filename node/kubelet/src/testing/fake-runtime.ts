import type { Duplex } from 'node:stream'
import { type Clock, sleep } from '@knarr/machinery'
import {
  type ContainerConfig,
  type ContainerStats,
  type ContainerStatus,
  type ExecSyncResult,
  type Image,
  type PodSandboxConfig,
  type PodSandboxStatus,
  type Runtime,
  type RuntimeCondition,
  RuntimeError,
  type RuntimeEvent,
  type RuntimeStatus,
  type RuntimeVersion,
  type StreamOptions,
  type StreamSession,
} from '@knarr/rpc'
import type { ContainerScript } from './container-script.ts'
import { FakeContainer } from './fake-container.ts'
import { fakeImage } from './fake-image.ts'
import { attachSession, execIn, execSession } from './fake-session.ts'

export interface FakeRuntimeOptions {
  readonly clock: Clock
  /** The address of a new sandbox; 10.244.0.1 and on unless given. */
  ipFor?(config: PodSandboxConfig): string
  /** How a new container behaves; it runs for ever unless this says otherwise. */
  scriptFor?(config: ContainerConfig, sandbox: PodSandboxConfig): ContainerScript | undefined
  /** Told of every call that changes something, by its name and what it is about. */
  onCall?(name: string, subject: string): void
}

/**
 * A container runtime that only pretends, for tests and hollow nodes: it keeps CRI's rules and states on any
 * clock and starts no process. An idle container holds no timer.
 */
export class FakeRuntime implements Runtime {
  /** What {@link status} answers; a test may make it worse. */
  conditions: readonly RuntimeCondition[] = [healthy('RuntimeReady'), healthy('NetworkReady')]
  readonly #options: FakeRuntimeOptions
  readonly #sandboxes = new Map<string, PodSandboxStatus>()
  readonly #containers = new Map<string, FakeContainer>()
  readonly #images = new Map<string, Image>()
  readonly #pullErrors = new Map<string, RuntimeError>()
  readonly #listeners = new Set<(event: RuntimeEvent) => void>()
  #count = 0

  constructor(options: FakeRuntimeOptions) {
    this.#options = options
  }

  /** Makes pulls of an image fail from now on; without an error they succeed again. */
  failPulls(image: string, error?: RuntimeError): void {
    if (error) this.#pullErrors.set(image, error)
    else this.#pullErrors.delete(image)
  }

  /** Ends a running container, as if its process had. */
  exitContainer(containerId: string, exitCode: number, reason?: string): void {
    this.#container(containerId).exit(exitCode, reason)
  }

  async version(): Promise<RuntimeVersion> {
    return { runtimeName: 'fake', runtimeVersion: '0.1.0', runtimeApiVersion: 'v1' }
  }

  async status(): Promise<RuntimeStatus> {
    return { conditions: this.conditions }
  }

  async runPodSandbox(config: PodSandboxConfig): Promise<string> {
    this.#tell('runPodSandbox', config.metadata.name)
    const id = this.#nextId()
    const { metadata, labels, annotations, namespaces } = config
    const ips = namespaces.network === 'NODE' ? [] : [this.#options.ipFor?.(config) ?? usualIp(this.#count)]
    const createdAtMs = this.#options.clock.now()
    this.#sandboxes.set(id, { id, metadata, state: 'READY', createdAtMs, ips, labels, annotations })
    this.#announce({ podSandboxId: id, type: 'started' })
    return id
  }

  async stopPodSandbox(podSandboxId: string): Promise<void> {
    const sandbox = this.#sandboxes.get(podSandboxId)
    if (sandbox?.state !== 'READY') return
    this.#tell('stopPodSandbox', podSandboxId)
    for (const container of this.#containersOf(podSandboxId)) container.exit(137)
    this.#sandboxes.set(podSandboxId, { ...sandbox, state: 'NOTREADY' })
    this.#announce({ podSandboxId, type: 'stopped' })
  }

  async removePodSandbox(podSandboxId: string): Promise<void> {
    if (!this.#sandboxes.has(podSandboxId)) return
    await this.stopPodSandbox(podSandboxId)
    for (const { status } of this.#containersOf(podSandboxId)) await this.removeContainer(status.id)
    this.#tell('removePodSandbox', podSandboxId)
    this.#sandboxes.delete(podSandboxId)
    this.#announce({ podSandboxId, type: 'deleted' })
  }

  async podSandboxStatus(podSandboxId: string): Promise<PodSandboxStatus> {
    return this.#sandbox(podSandboxId)
  }

  async listPodSandboxes(): Promise<PodSandboxStatus[]> {
    return [...this.#sandboxes.values()]
  }

  async createContainer(
    podSandboxId: string,
    config: ContainerConfig,
    sandbox: PodSandboxConfig,
  ): Promise<string> {
    this.#tell('createContainer', config.metadata.name)
    if (this.#sandbox(podSandboxId).state !== 'READY')
      throw new RuntimeError('Unknown', `sandbox container "${podSandboxId}" is not running`)
    const { clock, scriptFor } = this.#options
    const script = scriptFor?.(config, sandbox) ?? {}
    if (script.createError) throw script.createError
    const id = this.#nextId()
    const onChange = (type: 'started' | 'stopped'): void =>
      this.#announce({ podSandboxId, containerId: id, type })
    // Told apart from the reference, as runtimes do: a container is shown with its image's name.
    const imageName = this.#images.get(config.image)?.repoTags[0] ?? config.image
    const options = { id, podSandboxId, config, imageName, script, clock, onChange }
    this.#containers.set(id, new FakeContainer(options))
    this.#announce({ podSandboxId, containerId: id, type: 'created' })
    return id
  }

  async startContainer(containerId: string): Promise<void> {
    this.#tell('startContainer', containerId)
    this.#container(containerId).start()
  }

  async stopContainer(containerId: string, timeoutMs: number): Promise<void> {
    this.#tell('stopContainer', containerId)
    await this.#containers.get(containerId)?.stop(timeoutMs)
  }

  async removeContainer(containerId: string): Promise<void> {
    const container = this.#containers.get(containerId)
    if (!container) return
    this.#tell('removeContainer', containerId)
    container.exit(137)
    this.#containers.delete(containerId)
    this.#announce({ podSandboxId: container.status.podSandboxId, containerId, type: 'deleted' })
  }

  async containerStatus(containerId: string): Promise<ContainerStatus> {
    return this.#container(containerId).status
  }

  async listContainers(): Promise<ContainerStatus[]> {
    return [...this.#containers.values()].map(({ status }) => status)
  }

  async updateContainerResources(containerId: string): Promise<void> {
    this.#container(containerId)
    this.#tell('updateContainerResources', containerId)
  }

  async reopenContainerLog(containerId: string): Promise<void> {
    this.#container(containerId)
    this.#tell('reopenContainerLog', containerId)
  }

  async execSync(
    containerId: string,
    command: readonly string[],
    timeoutMs?: number,
  ): Promise<ExecSyncResult> {
    const result = execIn(this.#container(containerId), command)
    if (!timeoutMs) return await result
    const done = new AbortController()
    const late = sleep(this.#options.clock, timeoutMs, done.signal).then(() => {
      throw new RuntimeError('DeadlineExceeded', `command ${JSON.stringify(command.join(' '))} timed out`)
    })
    try {
      return await Promise.race([result, late])
    } finally {
      late.catch(() => {})
      done.abort()
    }
  }

  async exec(
    containerId: string,
    command: readonly string[],
    options: StreamOptions,
  ): Promise<StreamSession> {
    return execSession(Promise.resolve(await execIn(this.#container(containerId), command)), options)
  }

  async attach(containerId: string, options: StreamOptions): Promise<StreamSession> {
    return attachSession(this.#container(containerId), options)
  }

  async portForward(podSandboxId: string, port: number): Promise<Duplex> {
    this.#sandbox(podSandboxId)
    const listening = this.#containersOf(podSandboxId).find(({ script }) => script.connect)
    if (listening?.script.connect) return listening.script.connect(port)
    throw new RuntimeError('Unavailable', `dial tcp4 127.0.0.1:${port}: connect: connection refused`)
  }

  async containerStats(containerId: string): Promise<ContainerStats> {
    return this.#container(containerId).stats
  }

  async listContainerStats(): Promise<ContainerStats[]> {
    return [...this.#containers.values()].map(({ stats }) => stats)
  }

  async imageStatus(image: string): Promise<Image | undefined> {
    return this.#images.get(image)
  }

  async listImages(): Promise<Image[]> {
    return [...new Set(this.#images.values())]
  }

  async pullImage(image: string): Promise<string> {
    this.#tell('pullImage', image)
    const error = this.#pullErrors.get(image)
    if (error) throw error
    const known = fakeImage(image)
    this.#images.set(image, known)
    this.#images.set(known.id, known)
    return known.id
  }

  async removeImage(image: string): Promise<void> {
    const known = this.#images.get(image)
    if (!known) return
    this.#tell('removeImage', image)
    for (const name of [known.id, ...known.repoTags]) this.#images.delete(name)
  }

  async importImage(tarPath: string): Promise<void> {
    throw new RuntimeError('InvalidArgument', `the fake runtime reads no archives: ${tarPath}`)
  }

  async mountImage(image: string, directory: string): Promise<void> {
    this.#tell('mountImage', `${image} ${directory}`)
  }

  watchEvents(listener: (event: RuntimeEvent) => void, signal: AbortSignal): void {
    if (signal.aborted) return
    this.#listeners.add(listener)
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true })
  }

  #announce(event: RuntimeEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  #tell(name: string, subject: string): void {
    this.#options.onCall?.(name, subject)
  }

  #nextId(): string {
    return (++this.#count).toString(16).padStart(64, '0')
  }

  #sandbox(id: string): PodSandboxStatus {
    const found = this.#sandboxes.get(id)
    if (!found) throw new RuntimeError('NotFound', `could not find sandbox "${id}"`)
    return found
  }

  #container(id: string): FakeContainer {
    const found = this.#containers.get(id)
    if (!found) throw new RuntimeError('NotFound', `could not find container "${id}"`)
    return found
  }

  #containersOf(podSandboxId: string): FakeContainer[] {
    return [...this.#containers.values()].filter(({ status }) => status.podSandboxId === podSandboxId)
  }
}

function healthy(type: RuntimeCondition['type']): RuntimeCondition {
  return { type, status: true, reason: '', message: '' }
}

function usualIp(count: number): string {
  return `10.244.${(count >> 8) & 255}.${count & 255}`
}
