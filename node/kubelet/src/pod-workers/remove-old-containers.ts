import { rm } from 'node:fs/promises'
import type { ContainerStatus } from '@knarr/rpc'
import { removeLog } from '../logs/log-files.ts'
import type { PodState } from '../runtime-manager/pod-labels.ts'
import { containerLogOf } from '../runtime-manager/pod-paths.ts'
import type { Scene } from '../runtime-manager/scene.ts'

/** How many ended containers of each name are kept for their logs, beside the newest. */
const keptPerContainer = 1

/** Removes what is older than the last ended container of each name, as upstream's container GC does. */
export async function removeOldContainers(state: PodState, scene: Scene): Promise<void> {
  const { runtime } = scene
  const seen = new Map<string, number>()
  for (const status of state.containers) {
    const { name } = status.metadata
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    if (count > keptPerContainer && status.state === 'EXITED') await removeContainer(state, status, scene)
  }
  const [, ...oldSandboxes] = state.sandboxes
  for (const sandbox of oldSandboxes) {
    const isUsed = state.containers.some(({ podSandboxId }) => podSandboxId === sandbox.id)
    if (sandbox.state === 'NOTREADY' && !isUsed) await runtime.removePodSandbox(sandbox.id)
  }
}

/** The container with the files it leaves: its log, and its last words. */
async function removeContainer(
  state: PodState,
  status: ContainerStatus,
  { runtime, paths }: Scene,
): Promise<void> {
  const { id, metadata } = status
  await runtime.removeContainer(id)
  await removeLog(containerLogOf(paths, state, status))
  await rm(paths.terminationLog(state.uid, metadata.name, metadata.attempt), { force: true })
}
