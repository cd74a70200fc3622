import { statfs } from 'node:fs/promises'
import { Cgroups } from '@knarr/linux'
import type { Clock } from '@knarr/machinery'
import type { ContainerStats, ContainerStatus, Runtime } from '@knarr/rpc'
import type { PodLifecycleEvents } from '../pleg/pod-lifecycle-events.ts'
import type { PodState } from '../runtime-manager/pod-labels.ts'
import { UsageRates } from './usage-rates.ts'

/** What something used of processors since it began, and has of memory now. */
export interface Usage {
  readonly atMs: number
  readonly cpuNanoseconds: number
  /** In billionths of a processor, of late; undefined until it was looked at twice. */
  readonly cpuNanoCores?: number
  readonly memoryBytes: number
  readonly memoryWorkingSetBytes: number
}

export interface ContainerUsage extends Usage {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly startedAtMs: number
  readonly writableLayerBytes: number
}

export interface PodUsage extends Usage {
  readonly uid: string
  readonly name: string
  readonly namespace: string
  readonly startedAtMs: number
  readonly containers: readonly ContainerUsage[]
}

export interface FileSystemUsage {
  readonly availableBytes: number
  readonly capacityBytes: number
  readonly inodes: number
  readonly inodesFree: number
}

export interface NodeUsage extends Usage {
  readonly nodeName: string
  readonly startedAtMs: number
  readonly memoryCapacityBytes: number
  readonly fileSystem: FileSystemUsage
  /** Those with running containers. */
  readonly pods: readonly PodUsage[]
}

export interface NodeStatsOptions {
  readonly nodeName: string
  readonly runtime: Runtime
  readonly pleg: PodLifecycleEvents
  readonly clock: Clock
  /** The group of everything the node runs; '' where there is none. */
  readonly cgroupRoot: string
  readonly rootDirectory: string
  readonly memoryCapacityBytes: number
}

/**
 * What the node and its pods use. A node is its group of processes, not the machine: several share one. A pod
 * uses what its containers use.
 */
export class NodeStats {
  readonly #options: NodeStatsOptions
  readonly #rates = new UsageRates()
  readonly #startedAtMs: number
  #cgroups: Cgroups | undefined

  constructor(options: NodeStatsOptions) {
    this.#options = options
    this.#startedAtMs = options.clock.now()
  }

  async usage(): Promise<NodeUsage> {
    const { nodeName, runtime, memoryCapacityBytes, rootDirectory } = this.#options
    const [listed, { bavail, blocks, bsize, files, ffree }] = await Promise.all([
      runtime.listContainerStats(),
      statfs(rootDirectory),
    ])
    const pods = this.#pods(new Map(listed.map((stats) => [stats.id, stats])))
    const node = this.#node(pods)
    this.#rates.forgetUnseen()
    return {
      ...{ ...node, nodeName, memoryCapacityBytes, pods, startedAtMs: this.#startedAtMs },
      fileSystem: {
        availableBytes: bavail * bsize,
        capacityBytes: blocks * bsize,
        inodes: files,
        inodesFree: ffree,
      },
    }
  }

  #pods(stats: ReadonlyMap<string, ContainerStats>): PodUsage[] {
    const { pleg } = this.#options
    return pleg.states.flatMap((state) => {
      const containers = state.containers.flatMap((status) => {
        const found = status.state === 'RUNNING' ? stats.get(status.id) : undefined
        return found ? [this.#container(status, found)] : []
      })
      return containers.length > 0 ? [podUsage(state, containers)] : []
    })
  }

  #container(status: ContainerStatus, stats: ContainerStats): ContainerUsage {
    const cpuNanoCores = this.#rates.rateOf(status.id, stats.atMs, stats.cpuUsageNanoseconds)
    return {
      ...{ id: status.id, name: status.metadata.name, image: status.image, startedAtMs: status.startedAtMs },
      ...{ atMs: stats.atMs, cpuNanoseconds: stats.cpuUsageNanoseconds },
      ...(cpuNanoCores === undefined ? {} : { cpuNanoCores }),
      memoryBytes: stats.memoryUsageBytes,
      memoryWorkingSetBytes: stats.memoryWorkingSetBytes,
      writableLayerBytes: stats.writableLayerBytes,
    }
  }

  #node(pods: readonly PodUsage[]): Usage {
    const { clock, cgroupRoot } = this.#options
    if (cgroupRoot === '') return { ...sumOf(pods), atMs: clock.now() }
    this.#cgroups ??= new Cgroups(clock)
    const { cpuNanoseconds, memoryBytes, memoryWorkingSetBytes } = this.#cgroups.usage(cgroupRoot)
    const atMs = clock.now()
    const cpuNanoCores = this.#rates.rateOf('', atMs, cpuNanoseconds)
    return {
      ...{ atMs, cpuNanoseconds, memoryBytes, memoryWorkingSetBytes },
      ...(cpuNanoCores === undefined ? {} : { cpuNanoCores }),
    }
  }
}

function podUsage(state: PodState, containers: readonly ContainerUsage[]): PodUsage {
  const { uid, name, namespace, sandboxes } = state
  const [sandbox] = sandboxes
  return {
    ...{ ...sumOf(containers), uid, name, namespace, containers },
    startedAtMs: sandbox?.createdAtMs ?? 0,
  }
}

function sumOf(parts: readonly Usage[]): Usage {
  const sum = (read: (part: Usage) => number): number => parts.reduce((total, part) => total + read(part), 0)
  const isRateKnown = parts.length > 0 && parts.every(({ cpuNanoCores }) => cpuNanoCores !== undefined)
  return {
    atMs: Math.max(0, ...parts.map(({ atMs }) => atMs)),
    cpuNanoseconds: sum(({ cpuNanoseconds }) => cpuNanoseconds),
    ...(isRateKnown ? { cpuNanoCores: sum(({ cpuNanoCores = 0 }) => cpuNanoCores) } : {}),
    memoryBytes: sum(({ memoryBytes }) => memoryBytes),
    memoryWorkingSetBytes: sum(({ memoryWorkingSetBytes }) => memoryWorkingSetBytes),
  }
}
