import { type Pod, type PodStatus, pods } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import { deepEqual, hasReason, keyOf } from '@knarr/machinery'

/** Writes pods' statuses to the API: only what changed, and never an older one over a newer. */
export class StatusManager {
  readonly #client: Client
  /** What was last written, by pod uid. */
  readonly #written = new Map<string, Pod>()

  constructor(client: Client) {
    this.#client = client
  }

  /** The pod with the newest status known here: its own, or what was written since it was read. */
  newest(pod: Pod): Pod {
    const written = this.#written.get(pod.metadata.uid)
    const isNewer = written && Number(written.metadata.resourceVersion) > Number(pod.metadata.resourceVersion)
    return isNewer ? { ...pod, status: written.status ?? {} } : pod
  }

  /** Resolves with the pod as the API has it; undefined when it is gone. */
  async write(pod: Pod, status: PodStatus): Promise<Pod | undefined> {
    if (deepEqual(this.newest(pod).status ?? {}, status)) return pod
    const metadata = { uid: pod.metadata.uid }
    const patch = { metadata, status: changes(this.newest(pod).status ?? {}, status) }
    try {
      const written = await this.#client.patch(
        pods,
        keyOf(pod),
        { type: 'merge', patch },
        { subresource: 'status' },
      )
      this.#written.set(pod.metadata.uid, written)
      return written
    } catch (error) {
      if (hasReason(error, 'NotFound') || hasReason(error, 'Conflict')) return undefined
      throw error
    }
  }

  /** Removes a pod that has ended from the API, for good. */
  async finish(pod: Pod): Promise<void> {
    try {
      await this.#client.delete(pods, keyOf(pod), {
        gracePeriodSeconds: 0,
        preconditions: { uid: pod.metadata.uid },
      })
    } catch (error) {
      if (!hasReason(error, 'NotFound') && !hasReason(error, 'Conflict')) throw error
    }
    this.forget(pod.metadata.uid)
  }

  forget(uid: string): void {
    this.#written.delete(uid)
  }
}

/** The changed fields as a merge patch: lists are replaced whole, fields that are gone are nulled. */
function changes(old: PodStatus, next: PodStatus): Record<string, unknown> {
  const patch: Record<string, unknown> = {}
  const before = old as Record<string, unknown>
  const after = next as Record<string, unknown>
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!deepEqual(before[name], after[name])) patch[name] = after[name] ?? null
  }
  return patch
}
