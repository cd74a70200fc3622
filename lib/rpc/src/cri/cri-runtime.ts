import type { Duplex } from 'node:stream'
import { GrpcClient, GrpcError, grpcCode } from '../grpc/grpc-client.ts'
import type { StreamOptions, StreamSession } from '../kubelet/kubelet-api.ts'
import { MessageCodec } from '../protobuf/message-codec.ts'
import {
  type ContainerStatusMessage,
  containerMessage,
  containerStatusOf,
  type ImageMessage,
  imageOf,
  resourcesMessage,
  type SandboxStatusMessage,
  type StatsMessage,
  sandboxMessage,
  sandboxStatusOf,
  statsOf,
} from './cri-encoding.ts'
import { criMessages } from './cri-messages.ts'
import {
  type ContainerConfig,
  type ContainerStats,
  type ContainerStatus,
  type ExecSyncResult,
  type Image,
  type LinuxResources,
  type PodSandboxConfig,
  type PodSandboxStatus,
  type PullOptions,
  type Runtime,
  RuntimeError,
  type RuntimeErrorCode,
  type RuntimeStatus,
  type RuntimeVersion,
} from './runtime.ts'
import { openPortForward, openStreamSession } from './streaming-dialer.ts'

export interface CriRuntimeOptions {
  readonly socketPath: string
  /** CRI has no call for it: how the runtime behind the socket loads an image archive. */
  importImage(tarPath: string): Promise<void>
  /** Nor for this one: how it shows an image's files at a directory of its node. */
  mountImage(image: string, directory: string): Promise<void>
  /** Images that come from this machine instead of a registry: each writes its archive and resolves with its path. */
  readonly localImages?: ReadonlyMap<string, () => Promise<string>>
}

const callTimeoutMs = 120_000

/** A {@link Runtime} behind CRI v1 gRPC on a unix socket: containerd, CRI-O or anything that speaks it. */
export class CriRuntime implements Runtime {
  readonly #client: GrpcClient
  readonly #codec = new MessageCodec(criMessages)
  readonly #options: CriRuntimeOptions
  /** Statuses of what cannot change any more without changing its listed state. */
  readonly #containers = new Map<string, ContainerStatus>()
  readonly #sandboxes = new Map<string, PodSandboxStatus>()

  constructor(options: CriRuntimeOptions) {
    this.#options = options
    this.#client = new GrpcClient(options.socketPath)
  }

  close(): void {
    this.#client.close()
  }

  async version(): Promise<RuntimeVersion> {
    return await this.#runtime('Version', ['VersionRequest', { version: '0.1.0' }], 'VersionResponse')
  }

  async status(): Promise<RuntimeStatus> {
    const { status } = await this.#runtime<{ status: RuntimeStatus }>(
      'Status',
      ['StatusRequest', {}],
      'StatusResponse',
    )
    return status
  }

  async runPodSandbox(config: PodSandboxConfig, runtimeHandler = ''): Promise<string> {
    const request = { config: sandboxMessage(config), runtimeHandler }
    const reply = await this.#runtime<{ podSandboxId: string }>(
      'RunPodSandbox',
      ['RunPodSandboxRequest', request],
      'PodSandboxId',
    )
    return reply.podSandboxId
  }

  async stopPodSandbox(podSandboxId: string): Promise<void> {
    await unlessGone(this.#runtime('StopPodSandbox', ['PodSandboxId', { podSandboxId }], 'Empty'))
    this.#sandboxes.delete(podSandboxId)
  }

  async removePodSandbox(podSandboxId: string): Promise<void> {
    await unlessGone(this.#runtime('RemovePodSandbox', ['PodSandboxId', { podSandboxId }], 'Empty'))
    this.#sandboxes.delete(podSandboxId)
  }

  async podSandboxStatus(podSandboxId: string): Promise<PodSandboxStatus> {
    const { status } = await this.#runtime<{ status: SandboxStatusMessage }>(
      'PodSandboxStatus',
      ['PodSandboxId', { podSandboxId }],
      'PodSandboxStatusResponse',
    )
    return sandboxStatusOf(status)
  }

  async listPodSandboxes(): Promise<PodSandboxStatus[]> {
    const { items } = await this.#runtime<{ items: { id: string; state: string }[] }>(
      'ListPodSandbox',
      ['Empty', {}],
      'ListPodSandboxResponse',
    )
    return await statusesOf(items, this.#sandboxes, ({ id }) => this.podSandboxStatus(id))
  }

  async createContainer(
    podSandboxId: string,
    config: ContainerConfig,
    sandboxConfig: PodSandboxConfig,
  ): Promise<string> {
    const request = {
      podSandboxId,
      config: containerMessage(config),
      sandboxConfig: sandboxMessage(sandboxConfig),
    }
    const reply = await this.#runtime<{ containerId: string }>(
      'CreateContainer',
      ['CreateContainerRequest', request],
      'ContainerId',
    )
    return reply.containerId
  }

  async startContainer(containerId: string): Promise<void> {
    await this.#runtime('StartContainer', ['ContainerId', { containerId }], 'Empty')
  }

  async stopContainer(containerId: string, timeoutMs: number): Promise<void> {
    const request = { containerId, timeout: Math.ceil(timeoutMs / 1000) }
    const call = { timeoutMs: timeoutMs + callTimeoutMs }
    await unlessGone(
      this.#call('RuntimeService/StopContainer', ['StopContainerRequest', request], 'Empty', call),
    )
  }

  async removeContainer(containerId: string): Promise<void> {
    await unlessGone(this.#runtime('RemoveContainer', ['ContainerId', { containerId }], 'Empty'))
    this.#containers.delete(containerId)
  }

  async containerStatus(containerId: string): Promise<ContainerStatus> {
    const known = this.#containers.get(containerId)
    return await this.#statusIn(containerId, known?.podSandboxId ?? (await this.#sandboxOf(containerId)))
  }

  async listContainers(): Promise<ContainerStatus[]> {
    return await statusesOf(await this.#list(), this.#containers, ({ id, podSandboxId }) =>
      this.#statusIn(id, podSandboxId),
    )
  }

  async updateContainerResources(containerId: string, resources: LinuxResources): Promise<void> {
    const request = { containerId, linux: resourcesMessage(resources) }
    await this.#runtime('UpdateContainerResources', ['UpdateContainerResourcesRequest', request], 'Empty')
  }

  async reopenContainerLog(containerId: string): Promise<void> {
    await this.#runtime('ReopenContainerLog', ['ContainerId', { containerId }], 'Empty')
  }

  async execSync(containerId: string, command: readonly string[], timeoutMs = 0): Promise<ExecSyncResult> {
    const request = { containerId, cmd: command, timeout: Math.ceil(timeoutMs / 1000) }
    const call = { timeoutMs: timeoutMs > 0 ? timeoutMs + 2_000 : callTimeoutMs }
    const reply = await this.#call<ExecSyncResult>(
      'RuntimeService/ExecSync',
      ['ExecSyncRequest', request],
      'ExecSyncResponse',
      call,
    )
    return { exitCode: reply.exitCode, stdout: Buffer.from(reply.stdout), stderr: Buffer.from(reply.stderr) }
  }

  async exec(
    containerId: string,
    command: readonly string[],
    options: StreamOptions,
  ): Promise<StreamSession> {
    const request = { containerId, cmd: command, ...options, stderr: options.stderr && !options.tty }
    const { url } = await this.#runtime<{ url: string }>('Exec', ['ExecRequest', request], 'UrlResponse')
    return await openStreamSession(url, options)
  }

  async attach(containerId: string, options: StreamOptions): Promise<StreamSession> {
    const request = { containerId, ...options, stderr: options.stderr && !options.tty }
    const { url } = await this.#runtime<{ url: string }>('Attach', ['AttachRequest', request], 'UrlResponse')
    return await openStreamSession(url, options)
  }

  async portForward(podSandboxId: string, port: number): Promise<Duplex> {
    const request = { podSandboxId, port: [port] }
    const { url } = await this.#runtime<{ url: string }>(
      'PortForward',
      ['PortForwardRequest', request],
      'UrlResponse',
    )
    return await openPortForward(url, port)
  }

  async containerStats(containerId: string): Promise<ContainerStats> {
    const { stats } = await this.#runtime<{ stats: StatsMessage }>(
      'ContainerStats',
      ['ContainerId', { containerId }],
      'ContainerStatsResponse',
    )
    return statsOf(stats, await this.#sandboxOf(containerId))
  }

  async listContainerStats(): Promise<ContainerStats[]> {
    const { stats } = await this.#runtime<{ stats: StatsMessage[] }>(
      'ListContainerStats',
      ['Empty', {}],
      'ListContainerStatsResponse',
    )
    const owners = new Map((await this.#list()).map(({ id, podSandboxId }) => [id, podSandboxId]))
    return stats.map((message) => statsOf(message, owners.get(message.attributes?.id ?? '') ?? ''))
  }

  async imageStatus(image: string): Promise<Image | undefined> {
    const reply = await this.#image<{ image: ImageMessage | undefined }>(
      'ImageStatus',
      ['ImageRequest', { image: { image } }],
      'ImageStatusResponse',
    )
    return reply.image && imageOf(reply.image)
  }

  async listImages(): Promise<Image[]> {
    const { images } = await this.#image<{ images: ImageMessage[] }>(
      'ListImages',
      ['Empty', {}],
      'ListImagesResponse',
    )
    return images.map(imageOf)
  }

  async pullImage(image: string, options: PullOptions = {}): Promise<string> {
    const archive = this.#options.localImages?.get(image)
    if (archive) {
      await this.importImage(await archive())
      return (await this.imageStatus(image))?.id ?? image
    }
    const request = { image: { image }, auth: options.auth }
    const call = options.signal ? { signal: options.signal } : {}
    const reply = await this.#call<{ imageRef: string }>(
      'ImageService/PullImage',
      ['PullImageRequest', request],
      'PullImageResponse',
      call,
    )
    return reply.imageRef
  }

  async removeImage(image: string): Promise<void> {
    await this.#image('RemoveImage', ['ImageRequest', { image: { image } }], 'Empty')
  }

  async importImage(tarPath: string): Promise<void> {
    await this.#options.importImage(tarPath)
  }

  async mountImage(image: string, directory: string): Promise<void> {
    await this.#options.mountImage(image, directory)
  }

  async #list(): Promise<{ id: string; podSandboxId: string; state: string }[]> {
    const { containers } = await this.#runtime<{
      containers: { id: string; podSandboxId: string; state: string }[]
    }>('ListContainers', ['Empty', {}], 'ListContainersResponse')
    return containers
  }

  async #sandboxOf(containerId: string): Promise<string> {
    const found = (await this.#list()).find(({ id }) => id === containerId)
    if (!found) throw new RuntimeError('NotFound', `container "${containerId}" not found`)
    return found.podSandboxId
  }

  async #statusIn(containerId: string, podSandboxId: string): Promise<ContainerStatus> {
    const { status } = await this.#runtime<{ status: ContainerStatusMessage }>(
      'ContainerStatus',
      ['ContainerId', { containerId }],
      'ContainerStatusResponse',
    )
    return containerStatusOf(status, podSandboxId)
  }

  #runtime<T>(method: string, request: readonly [string, object], reply: string): Promise<T> {
    return this.#call(`RuntimeService/${method}`, request, reply)
  }

  #image<T>(method: string, request: readonly [string, object], reply: string): Promise<T> {
    return this.#call(`ImageService/${method}`, request, reply)
  }

  async #call<T>(
    method: string,
    [message, value]: readonly [string, object],
    reply: string,
    options: { timeoutMs?: number; signal?: AbortSignal } = { timeoutMs: callTimeoutMs },
  ): Promise<T> {
    try {
      const bytes = await this.#client.unary(
        `/runtime.v1.${method}`,
        this.#codec.encode(message, value),
        options,
      )
      return this.#codec.decode<T>(reply, bytes)
    } catch (error) {
      throw error instanceof GrpcError ? runtimeErrorOf(error) : error
    }
  }
}

/** Asks for the status of what is new or has another state than when it was last asked for. */
async function statusesOf<L extends { id: string; state: string }, S extends { state: string }>(
  listed: readonly L[],
  known: Map<string, S>,
  statusOf: (item: L) => Promise<S>,
): Promise<S[]> {
  const statuses = await Promise.all(
    listed.map(async (item) => {
      const cached = known.get(item.id)
      if (cached?.state === item.state) return cached
      try {
        const status = await statusOf(item)
        known.set(item.id, status)
        return status
      } catch (error) {
        // Removed since it was listed.
        if (error instanceof RuntimeError && error.code === 'NotFound') return undefined
        throw error
      }
    }),
  )
  const ids = new Set(listed.map(({ id }) => id))
  for (const id of known.keys()) if (!ids.has(id)) known.delete(id)
  return statuses.filter((status) => status !== undefined)
}

/** CRI wants stopping and removing what is gone to succeed; containerd before 2.0 does not always. */
async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof RuntimeError && error.code === 'NotFound')) throw error
  }
}

const codes: Readonly<Record<number, RuntimeErrorCode>> = {
  [grpcCode.invalidArgument]: 'InvalidArgument',
  [grpcCode.deadlineExceeded]: 'DeadlineExceeded',
  [grpcCode.notFound]: 'NotFound',
  [grpcCode.alreadyExists]: 'AlreadyExists',
  [grpcCode.unavailable]: 'Unavailable',
}

function runtimeErrorOf(error: GrpcError): RuntimeError {
  return new RuntimeError(codes[error.code] ?? 'Unknown', error.message, { cause: error })
}
