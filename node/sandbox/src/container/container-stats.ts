import { lstatSync, readdirSync } from 'node:fs'
import type { ContainerStats } from '@knarr/rpc'
import type { RuntimeScene } from '../runtime-scene.ts'
import type { ContainerRecord } from './container-record.ts'

/** What a container uses; nothing when it does not run. */
export function containerStats(
  scene: RuntimeScene,
  record: ContainerRecord,
  directory: string,
): ContainerStats {
  const usage = scene.cgroups.usage(record.cgroup)
  return {
    id: record.id,
    podSandboxId: record.podSandboxId,
    name: record.config.metadata.name,
    atMs: scene.clock.now(),
    cpuUsageNanoseconds: usage.cpuNanoseconds,
    memoryUsageBytes: usage.memoryBytes,
    memoryWorkingSetBytes: usage.memoryWorkingSetBytes,
    writableLayerBytes: sizeOf(`${directory}/upper`),
  }
}

/** The bytes below a directory, which may change meanwhile. */
function sizeOf(directory: string): number {
  let size = 0
  try {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = `${directory}/${entry.name}`
      size += entry.isDirectory() ? sizeOf(path) : (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0)
    }
  } catch {
    // Removed while it was looked at.
  }
  return size
}
