import { type Pod, type PodStatus, pods } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import { deepEqual, hasReason, keyOf } from '@knarr/machinery'
import type { PodManager } from '../config/pod-manager.ts'

/** Who shows static pods to the API. */
export type Mirrors = Pick<PodManager, 'isStatic' | 'mirrorOf'>

/** Writes pods' statuses to the API: only what changed, and never an older one over a newer. */
export class StatusManager {
  readonly #client: Client
  readonly #mirrors: Mirrors
  /** What was last written, by pod uid; of a static pod without a mirror, what is to be written. */
  readonly #written = new Map<string, Pod>()

  constructor(client: Client, mirrors: Mirrors) {
    this.#client = client
    this.#mirrors = mirrors
  }

  /** The pod with the newest status known here: its own, or what was written since it was read. */
  newest(pod: Pod): Pod {
    const stored = this.#stored(pod)
    const written = this.#written.get(pod.metadata.uid)
    const isNewer = written && (!stored || revisionOf(written) > revisionOf(stored))
    if (isNewer) return { ...pod, status: written.status ?? {} }
    return !stored || stored === pod ? pod : { ...pod, status: stored.status ?? {} }
  }

  /** Resolves with the pod as the API has it; undefined when it is gone. */
  async write(pod: Pod, status: PodStatus): Promise<Pod | undefined> {
    if (deepEqual(this.newest(pod).status ?? {}, status)) return pod
    const stored = this.#stored(pod)
    if (!stored) {
      this.#written.set(pod.metadata.uid, { ...pod, status })
      return pod
    }
    const metadata = { uid: stored.metadata.uid }
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
    const stored = this.#stored(pod)
    if (stored) await deletePodNow(this.#client, stored)
    this.forget(pod.metadata.uid)
  }

  forget(uid: string): void {
    this.#written.delete(uid)
  }

  /** What the API has of the pod: a static one's mirror. */
  #stored(pod: Pod): Pod | undefined {
    return this.#mirrors.isStatic(pod) ? this.#mirrors.mirrorOf(pod) : pod
  }
}

/** Deletes exactly this pod, without grace; one that is gone or was replaced is none of ours. */
export async function deletePodNow(client: Client, pod: Pod): Promise<void> {
  try {
    const preconditions = { uid: pod.metadata.uid }
    await client.delete(pods, keyOf(pod), { gracePeriodSeconds: 0, preconditions })
  } catch (error) {
    if (!hasReason(error, 'NotFound') && !hasReason(error, 'Conflict')) throw error
  }
}

function revisionOf({ metadata }: Pod): number {
  return Number(metadata.resourceVersion)
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
