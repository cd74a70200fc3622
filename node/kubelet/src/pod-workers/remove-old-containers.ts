import type { PodState } from '../runtime-manager/pod-labels.ts'
import type { Scene } from '../runtime-manager/scene.ts'

/** How many ended containers of each name are kept for their logs, beside the newest. */
const keptPerContainer = 1

/** Removes what is older than the last ended container of each name, as upstream's container GC does. */
export async function removeOldContainers(state: PodState, { runtime }: Scene): Promise<void> {
  const seen = new Map<string, number>()
  for (const { id, metadata, state: now } of state.containers) {
    const count = seen.get(metadata.name) ?? 0
    seen.set(metadata.name, count + 1)
    if (count > keptPerContainer && now === 'EXITED') await runtime.removeContainer(id)
  }
  const [, ...oldSandboxes] = state.sandboxes
  for (const sandbox of oldSandboxes) {
    const isUsed = state.containers.some(({ podSandboxId }) => podSandboxId === sandbox.id)
    if (sandbox.state === 'NOTREADY' && !isUsed) await runtime.removePodSandbox(sandbox.id)
  }
}
