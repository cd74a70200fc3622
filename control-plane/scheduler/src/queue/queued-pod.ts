import type { PodInfo } from '../cache/pod-info.ts'

/** A pod that waits for a node (`QueuedPodInfo`). */
export interface QueuedPod {
  info: PodInfo
  /** When it was last put among those to be tried: what orders pods of one priority. */
  timestampMs: number
  readonly addedMs: number
  /** Attempts that found no node, and those that failed for other causes: each has its own backoff. */
  unschedulableCount: number
  errorCount: number
  /** Whether the last attempt ended in an error. */
  failedWithError: boolean
  attempts: number
  /** When it last left an attempt. */
  lastTriedMs: number
  /** The plugins that rejected it when it was last tried. */
  rejectedBy: ReadonlySet<string>
  /** The plugin that holds it back from being tried at all. */
  gatedBy: string | undefined
}

export function queuedPodOf(info: PodInfo, nowMs: number): QueuedPod {
  return {
    info,
    timestampMs: nowMs,
    addedMs: nowMs,
    unschedulableCount: 0,
    errorCount: 0,
    failedWithError: false,
    attempts: 0,
    lastTriedMs: 0,
    rejectedBy: new Set(),
    gatedBy: undefined,
  }
}
