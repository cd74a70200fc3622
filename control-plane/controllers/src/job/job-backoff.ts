import type { Pod } from '@knarr/api/core/v1'
import { finishedMs } from './job-pods.ts'

const initialMs = 10_000
const maxMs = 10 * 60_000

/** How often a job's pods failed since one last succeeded, and when last. */
export interface FailureRecord {
  readonly failures: number
  readonly lastFailureMs: number
}

const noFailures: FailureRecord = { failures: 0, lastFailureMs: 0 }

/** The record once these pods, seen as finished for the first time, are counted in. */
export function nextFailureRecord(
  record: FailureRecord = noFailures,
  succeeded: readonly Pod[],
  failed: readonly Pod[],
): FailureRecord {
  if (succeeded.length === 0) return added(record, failed.map(finishedMs))
  const lastSuccessMs = Math.max(...succeeded.map(finishedMs))
  return added(
    noFailures,
    failed.map(finishedMs).filter((ms) => ms > lastSuccessMs),
  )
}

function added(record: FailureRecord, failedMs: readonly number[]): FailureRecord {
  if (failedMs.length === 0) return record
  return { failures: record.failures + failedMs.length, lastFailureMs: Math.max(...failedMs) }
}

/** How long to wait before the next pod: 10 s after one failure, doubling up to ten minutes. */
export function remainingBackoffMs({ failures, lastFailureMs }: FailureRecord, nowMs: number): number {
  if (failures === 0) return 0
  const delayMs = Math.min(maxMs, initialMs * 2 ** (failures - 1))
  return Math.max(0, lastFailureMs + delayMs - nowMs)
}
