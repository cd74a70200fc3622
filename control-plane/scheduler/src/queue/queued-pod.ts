import type { Pod } from '@knarr/api/core/v1'

/** A pod that waits for a node. */
export interface QueuedPod {
  pod: Pod
  readonly addedMs: number
  attempts: number
  lastTriedMs: number
  /** The plugins that rejected it when it was last tried. */
  rejectedBy: ReadonlySet<string>
}
