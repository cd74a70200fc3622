import type { Duplex } from 'node:stream'
import type { StreamOptions, StreamSession } from '../kubelet/kubelet-api.ts'

/**
 * What a kubelet asks of a container runtime, after CRI v1 (`runtime.v1.RuntimeService` and
 * `ImageService`): names and meanings are CRI's, in camelCase, with streams instead of URLs.
 *
 * Implementations: containerd over gRPC, the embedded sandbox runtime, and a fake for tests.
 * Calls are idempotent where CRI says so: stopping what is stopped and removing what is gone succeed.
 * Failures are {@link RuntimeError}s.
 */
export interface Runtime {
  version(): Promise<RuntimeVersion>
  status(): Promise<RuntimeStatus>

  /** Creates and starts the pod's sandbox with its network. Resolves with the sandbox's id. */
  runPodSandbox(config: PodSandboxConfig, runtimeHandler?: string): Promise<string>
  /** Kills what runs in it and releases its network. */
  stopPodSandbox(podSandboxId: string): Promise<void>
  removePodSandbox(podSandboxId: string): Promise<void>
  podSandboxStatus(podSandboxId: string): Promise<PodSandboxStatus>
  listPodSandboxes(): Promise<PodSandboxStatus[]>

  createContainer(podSandboxId: string, config: ContainerConfig, sandbox: PodSandboxConfig): Promise<string>
  startContainer(containerId: string): Promise<void>
  /** Sends the stop signal (TERM), then KILL after `timeoutMs`; resolves once it has ended. */
  stopContainer(containerId: string, timeoutMs: number): Promise<void>
  removeContainer(containerId: string): Promise<void>
  containerStatus(containerId: string): Promise<ContainerStatus>
  listContainers(): Promise<ContainerStatus[]>
  updateContainerResources(containerId: string, resources: LinuxResources): Promise<void>
  /** Starts a new log file at the container's log path after the old one was moved away. */
  reopenContainerLog(containerId: string): Promise<void>

  execSync(containerId: string, command: readonly string[], timeoutMs?: number): Promise<ExecSyncResult>
  exec(containerId: string, command: readonly string[], options: StreamOptions): Promise<StreamSession>
  attach(containerId: string, options: StreamOptions): Promise<StreamSession>
  portForward(podSandboxId: string, port: number): Promise<Duplex>

  containerStats(containerId: string): Promise<ContainerStats>
  listContainerStats(): Promise<ContainerStats[]>

  /** Resolves with the image's reference (a digest or id), or undefined when it is not there. */
  imageStatus(image: string): Promise<Image | undefined>
  listImages(): Promise<Image[]>
  /** Resolves with the image's reference. */
  pullImage(image: string, options?: PullOptions): Promise<string>
  removeImage(image: string): Promise<void>
  /** Loads an OCI image layout or archive (tar) from disk under the names it carries. */
  importImage(tarPath: string): Promise<void>
  /** Mounts an image's files, read-only, at a directory of the node; whoever asked unmounts it. */
  mountImage(image: string, directory: string): Promise<void>

  /**
   * Calls `listener` whenever a container or sandbox changed state by itself or by a call. A runtime that
   * cannot tell returns undefined, and its kubelet polls.
   */
  watchEvents?(listener: (event: RuntimeEvent) => void, signal: AbortSignal): void
}

export interface RuntimeVersion {
  /** `containerd`, `knarr-sandbox`. */
  readonly runtimeName: string
  readonly runtimeVersion: string
  readonly runtimeApiVersion: string
}

export interface RuntimeCondition {
  readonly type: 'RuntimeReady' | 'NetworkReady'
  readonly status: boolean
  readonly reason: string
  readonly message: string
}

export interface RuntimeStatus {
  readonly conditions: readonly RuntimeCondition[]
}

export interface RuntimeEvent {
  readonly podSandboxId: string
  readonly containerId?: string
  readonly type: 'created' | 'started' | 'stopped' | 'deleted'
}

export interface PodSandboxMetadata {
  readonly name: string
  readonly uid: string
  readonly namespace: string
  readonly attempt: number
}

/** Whose namespace a container or sandbox uses. */
export type NamespaceMode = 'POD' | 'CONTAINER' | 'NODE' | 'TARGET'

export interface NamespaceOptions {
  readonly network: NamespaceMode
  readonly pid: NamespaceMode
  readonly ipc: NamespaceMode
  /** The container whose PID namespace is joined, with `pid: 'TARGET'`. */
  readonly targetId?: string
}

export interface PortMapping {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP'
  readonly containerPort: number
  readonly hostPort: number
  readonly hostIp: string
}

export interface PodSandboxConfig {
  readonly metadata: PodSandboxMetadata
  /** '' with the node's network. */
  readonly hostname: string
  readonly logDirectory: string
  readonly dns?: {
    readonly servers: readonly string[]
    readonly searches: readonly string[]
    readonly options: readonly string[]
  }
  readonly portMappings: readonly PortMapping[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** Relative to the cgroup root: `/kubepods/burstable/pod<uid>`. */
  readonly cgroupParent: string
  readonly sysctls: Readonly<Record<string, string>>
  readonly namespaces: NamespaceOptions
  readonly security: SandboxSecurity
}

export interface SandboxSecurity {
  readonly privileged: boolean
  readonly runAsUser?: number
  readonly runAsGroup?: number
  readonly supplementalGroups: readonly number[]
  readonly seccomp?: SecurityProfile
}

export interface SecurityProfile {
  readonly type: 'RuntimeDefault' | 'Unconfined' | 'Localhost'
  readonly localhostRef?: string
}

export interface PodSandboxStatus {
  readonly id: string
  readonly metadata: PodSandboxMetadata
  readonly state: 'READY' | 'NOTREADY'
  readonly createdAtMs: number
  /** The pod's addresses, the primary one first; empty with the node's network. */
  readonly ips: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export interface Mount {
  readonly containerPath: string
  readonly hostPath: string
  readonly readonly: boolean
  readonly propagation: 'PRIVATE' | 'HOST_TO_CONTAINER' | 'BIDIRECTIONAL'
}

export interface Device {
  readonly containerPath: string
  readonly hostPath: string
  /** Some of `rwm`. */
  readonly permissions: string
}

export interface LinuxResources {
  readonly cpuPeriod?: number
  readonly cpuQuota?: number
  readonly cpuShares?: number
  readonly memoryLimitBytes?: number
  readonly oomScoreAdj?: number
  readonly pidsLimit?: number
}

export interface ContainerSecurity {
  readonly privileged: boolean
  readonly runAsUser?: number
  readonly runAsUsername?: string
  readonly runAsGroup?: number
  readonly supplementalGroups: readonly number[]
  readonly readonlyRootfs: boolean
  readonly noNewPrivileges: boolean
  readonly addCapabilities: readonly string[]
  readonly dropCapabilities: readonly string[]
  readonly seccomp?: SecurityProfile
  readonly maskedPaths: readonly string[]
  readonly readonlyPaths: readonly string[]
  readonly namespaces: NamespaceOptions
}

export interface ContainerConfig {
  readonly metadata: { readonly name: string; readonly attempt: number }
  /** The reference `pullImage` or `imageStatus` gave. */
  readonly image: string
  /** The entrypoint; the image's own when empty. */
  readonly command: readonly string[]
  /** The arguments; the image's own when both this and `command` are empty. */
  readonly args: readonly string[]
  readonly workingDir: string
  readonly envs: readonly { readonly key: string; readonly value: string }[]
  readonly mounts: readonly Mount[]
  readonly devices: readonly Device[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** Relative to the sandbox's log directory. */
  readonly logPath: string
  readonly stdin: boolean
  readonly stdinOnce: boolean
  readonly tty: boolean
  readonly resources: LinuxResources
  readonly security: ContainerSecurity
}

export interface ContainerStatus {
  readonly id: string
  readonly podSandboxId: string
  readonly metadata: { readonly name: string; readonly attempt: number }
  readonly state: 'CREATED' | 'RUNNING' | 'EXITED' | 'UNKNOWN'
  readonly createdAtMs: number
  /** 0 until it happened. */
  readonly startedAtMs: number
  readonly finishedAtMs: number
  readonly exitCode: number
  /** `Completed`, `Error`, `OOMKilled`, `ContainerCannotRun`; '' while running. */
  readonly reason: string
  readonly message: string
  /** As asked for, and as resolved. */
  readonly image: string
  readonly imageRef: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly logPath: string
}

export interface ExecSyncResult {
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  readonly exitCode: number
}

export interface ContainerStats {
  readonly id: string
  readonly podSandboxId: string
  readonly name: string
  readonly atMs: number
  /** Cumulative. */
  readonly cpuUsageNanoseconds: number
  readonly memoryWorkingSetBytes: number
  readonly memoryUsageBytes: number
  readonly writableLayerBytes: number
}

export interface Image {
  /** `sha256:…` of the image's configuration. */
  readonly id: string
  readonly repoTags: readonly string[]
  readonly repoDigests: readonly string[]
  readonly sizeBytes: number
  /** The numeric user of its configuration, or its name. */
  readonly uid?: number
  readonly username?: string
}

export interface PullOptions {
  readonly auth?: { readonly username: string; readonly password: string }
  readonly signal?: AbortSignal
}

export type RuntimeErrorCode =
  | 'NotFound'
  | 'AlreadyExists'
  | 'InvalidArgument'
  | 'DeadlineExceeded'
  | 'Unavailable'
  | 'Unknown'

/** A failed runtime call, with gRPC's name for the kind of failure. */
export class RuntimeError extends Error {
  readonly code: RuntimeErrorCode

  constructor(code: RuntimeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RuntimeError'
    this.code = code
  }
}
