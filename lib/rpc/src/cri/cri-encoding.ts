import type {
  ContainerConfig,
  ContainerStats,
  ContainerStatus,
  Image,
  LinuxResources,
  PodSandboxConfig,
  PodSandboxStatus,
} from './runtime.ts'

/** Between the `Runtime` interface's objects and CRI's messages: nesting and units differ, meaning does not. */
export function sandboxMessage(config: PodSandboxConfig): object {
  const { security, namespaces } = config
  return {
    metadata: config.metadata,
    hostname: config.hostname,
    logDirectory: config.logDirectory,
    dnsConfig: config.dns,
    portMappings: config.portMappings,
    labels: config.labels,
    annotations: config.annotations,
    linux: {
      cgroupParent: config.cgroupParent,
      sysctls: config.sysctls,
      securityContext: {
        namespaceOptions: namespaces,
        runAsUser: security.runAsUser,
        runAsGroup: security.runAsGroup,
        supplementalGroups: security.supplementalGroups,
        privileged: security.privileged,
        seccomp: profileMessage(security.seccomp),
      },
    },
  }
}

export function containerMessage(config: ContainerConfig): object {
  const { security } = config
  return {
    ...config,
    image: { image: config.image },
    linux: {
      resources: resourcesMessage(config.resources),
      securityContext: {
        capabilities: {
          addCapabilities: security.addCapabilities,
          dropCapabilities: security.dropCapabilities,
        },
        privileged: security.privileged,
        namespaceOptions: security.namespaces,
        runAsUser: security.runAsUser,
        runAsGroup: security.runAsGroup,
        runAsUsername: security.runAsUsername,
        readonlyRootfs: security.readonlyRootfs,
        supplementalGroups: security.supplementalGroups,
        noNewPrivs: security.noNewPrivileges,
        maskedPaths: security.maskedPaths,
        readonlyPaths: security.readonlyPaths,
        seccomp: profileMessage(security.seccomp),
      },
    },
  }
}

export function resourcesMessage(resources: LinuxResources): object {
  return {
    cpuPeriod: resources.cpuPeriod,
    cpuQuota: resources.cpuQuota,
    cpuShares: resources.cpuShares,
    memoryLimitInBytes: resources.memoryLimitBytes,
    oomScoreAdj: resources.oomScoreAdj,
    unified: resources.pidsLimit === undefined ? undefined : { 'pids.max': String(resources.pidsLimit) },
  }
}

function profileMessage(profile: PodSandboxConfig['security']['seccomp']): object | undefined {
  return profile && { profileType: profile.type, localhostRef: profile.localhostRef }
}

export interface SandboxStatusMessage {
  id: string
  metadata: PodSandboxStatus['metadata']
  state: 'READY' | 'NOTREADY'
  createdAt: number
  network: { ip: string; additionalIps: { ip: string }[] } | undefined
  labels: Record<string, string>
  annotations: Record<string, string>
}

const milliseconds = (nanoseconds: number): number => Math.floor(nanoseconds / 1e6)

export function sandboxStatusOf(message: SandboxStatusMessage): PodSandboxStatus {
  const { ip = '', additionalIps = [] } = message.network ?? {}
  return {
    id: message.id,
    metadata: message.metadata,
    state: message.state,
    createdAtMs: milliseconds(message.createdAt),
    ips: [ip, ...additionalIps.map((additional) => additional.ip)].filter(Boolean),
    labels: message.labels,
    annotations: message.annotations,
  }
}

export interface ContainerStatusMessage {
  id: string
  metadata: ContainerStatus['metadata']
  state: ContainerStatus['state']
  createdAt: number
  startedAt: number
  finishedAt: number
  exitCode: number
  image: { image: string } | undefined
  imageRef: string
  reason: string
  message: string
  labels: Record<string, string>
  annotations: Record<string, string>
  logPath: string
}

export function containerStatusOf(message: ContainerStatusMessage, podSandboxId: string): ContainerStatus {
  const { createdAt, startedAt, finishedAt, image, ...rest } = message
  return {
    ...rest,
    podSandboxId,
    image: image?.image ?? '',
    createdAtMs: milliseconds(createdAt),
    startedAtMs: Math.max(0, milliseconds(startedAt)),
    finishedAtMs: Math.max(0, milliseconds(finishedAt)),
  }
}

export interface ImageMessage {
  id: string
  repoTags: string[]
  repoDigests: string[]
  size: number
  uid: number | undefined
  username: string
}

export function imageOf({ size, uid, username, ...rest }: ImageMessage): Image {
  return {
    ...rest,
    sizeBytes: size,
    ...(uid === undefined ? {} : { uid }),
    ...(username ? { username } : {}),
  }
}

export interface StatsMessage {
  attributes: { id: string; metadata: { name: string } } | undefined
  cpu: { timestamp: number; usageCoreNanoSeconds: number | undefined } | undefined
  memory: { workingSetBytes: number | undefined; usageBytes: number | undefined } | undefined
  writableLayer: { usedBytes: number | undefined } | undefined
}

export function statsOf(message: StatsMessage, podSandboxId: string): ContainerStats {
  return {
    id: message.attributes?.id ?? '',
    podSandboxId,
    name: message.attributes?.metadata?.name ?? '',
    atMs: milliseconds(message.cpu?.timestamp ?? 0),
    cpuUsageNanoseconds: message.cpu?.usageCoreNanoSeconds ?? 0,
    memoryWorkingSetBytes: message.memory?.workingSetBytes ?? 0,
    memoryUsageBytes: message.memory?.usageBytes ?? 0,
    writableLayerBytes: message.writableLayer?.usedBytes ?? 0,
  }
}
