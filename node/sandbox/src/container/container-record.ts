import type { ProcessIdentity } from '@knarr/linux'
import type { ContainerConfig, ContainerStatus } from '@knarr/rpc'
import type { ProcessSpec } from './process-spec.ts'

/** A container as it is written down. */
export interface ContainerRecord {
  readonly id: string
  readonly podSandboxId: string
  readonly config: ContainerConfig
  /** The directory of the sandbox's logs. */
  readonly logDirectory: string
  readonly image: string
  readonly imageRef: string
  /** Directory names in the image store, the lowest first. */
  readonly layers: readonly string[]
  readonly process: Omit<ProcessSpec, 'capabilities' | 'seccomp'>
  readonly stopSignal: string
  readonly cgroup: string
  readonly state: ContainerStatus['state']
  readonly createdAtMs: number
  readonly startedAtMs: number
  readonly finishedAtMs: number
  readonly exitCode: number
  readonly reason: string
  readonly message: string
  readonly init?: ProcessIdentity
  readonly supervisor?: ProcessIdentity
  readonly stdinKeeper?: ProcessIdentity
}

export function containerStatus(record: ContainerRecord): ContainerStatus {
  const { config } = record
  return {
    id: record.id,
    podSandboxId: record.podSandboxId,
    metadata: config.metadata,
    state: record.state,
    createdAtMs: record.createdAtMs,
    startedAtMs: record.startedAtMs,
    finishedAtMs: record.finishedAtMs,
    exitCode: record.exitCode,
    reason: record.reason,
    message: record.message,
    image: record.image,
    imageRef: record.imageRef,
    labels: config.labels,
    annotations: config.annotations,
    logPath: config.logPath && `${record.logDirectory}/${config.logPath}`,
  }
}
