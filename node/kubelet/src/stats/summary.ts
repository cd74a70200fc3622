import { timestamp } from '@knarr/machinery'
import type { ContainerUsage, FileSystemUsage, NodeUsage, PodUsage, Usage } from './node-stats.ts'

export interface SummaryOptions {
  /** Leaves out all that is not of processors and memory. */
  readonly onlyCpuAndMemory: boolean
}

/** `/stats/summary`: upstream's `stats/v1alpha1` Summary. What is not known here is left out, as upstream does. */
export function summaryOf(node: NodeUsage, { onlyCpuAndMemory }: SummaryOptions): unknown {
  const { nodeName, startedAtMs, memoryCapacityBytes, pods } = node
  const fs = fileSystemOf(node.fileSystem, node.atMs)
  const availableBytes = Math.max(0, memoryCapacityBytes - node.memoryWorkingSetBytes)
  return {
    node: {
      ...{ nodeName, systemContainers: [], startTime: timestamp(startedAtMs), cpu: cpuOf(node) },
      memory: { ...memoryOf(node), availableBytes },
      ...(onlyCpuAndMemory ? {} : { fs, runtime: { imageFs: fs, containerFs: fs } }),
    },
    pods: pods.map((pod) => podOf(pod, node.fileSystem, onlyCpuAndMemory)),
  }
}

function podOf(pod: PodUsage, fileSystem: FileSystemUsage, onlyCpuAndMemory: boolean): unknown {
  const { name, namespace, uid, startedAtMs, containers } = pod
  const usedBytes = containers.reduce((total, { writableLayerBytes }) => total + writableLayerBytes, 0)
  const ephemeral = { ...fileSystemOf(fileSystem, pod.atMs), usedBytes }
  return {
    ...{ podRef: { name, namespace, uid }, startTime: timestamp(startedAtMs) },
    containers: containers.map((container) => containerOf(container, fileSystem, onlyCpuAndMemory)),
    ...{ cpu: cpuOf(pod), memory: memoryOf(pod) },
    ...(onlyCpuAndMemory ? {} : { 'ephemeral-storage': ephemeral }),
  }
}

function containerOf(
  container: ContainerUsage,
  fileSystem: FileSystemUsage,
  onlyCpuAndMemory: boolean,
): unknown {
  const { name, startedAtMs, writableLayerBytes: usedBytes, atMs } = container
  return {
    ...{ name, startTime: timestamp(startedAtMs), cpu: cpuOf(container), memory: memoryOf(container) },
    ...(onlyCpuAndMemory ? {} : { rootfs: { ...fileSystemOf(fileSystem, atMs), usedBytes } }),
  }
}

function cpuOf({ atMs, cpuNanoseconds, cpuNanoCores }: Usage): unknown {
  return {
    time: timestamp(atMs),
    ...(cpuNanoCores === undefined ? {} : { usageNanoCores: cpuNanoCores }),
    usageCoreNanoSeconds: cpuNanoseconds,
  }
}

function memoryOf({ atMs, memoryBytes, memoryWorkingSetBytes }: Usage): Record<string, unknown> {
  return { time: timestamp(atMs), usageBytes: memoryBytes, workingSetBytes: memoryWorkingSetBytes }
}

function fileSystemOf(fileSystem: FileSystemUsage, atMs: number): Record<string, unknown> {
  const { availableBytes, capacityBytes, inodes, inodesFree } = fileSystem
  return {
    ...{ time: timestamp(atMs), availableBytes, capacityBytes, usedBytes: capacityBytes - availableBytes },
    ...{ inodesFree, inodes, inodesUsed: inodes - inodesFree },
  }
}
