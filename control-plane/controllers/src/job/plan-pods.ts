import type { Pod } from '@knarr/api/core/v1'
import { isTerminating } from '../pod/pod-state.ts'
import { rankForDeletion } from '../pod/rank-for-deletion.ts'
import { burstReplicas } from '../pod/write-pods.ts'
import { indexBackoffMs, limitsEachIndex } from './index-failures.ts'
import { remainingBackoffMs } from './job-backoff.ts'
import { indexesOf, indexOf, isSuspended, replacesOnlyFailed } from './job-pods.ts'
import type { JobView } from './job-view.ts'

/** What to do about a job's pods now: never both at once. */
export interface PodPlan {
  readonly remove: readonly Pod[]
  /** One entry for each pod to create: its index, where there are indexes. */
  readonly create: readonly (number | undefined)[]
  /** When to look again, if failures are to be waited out first. */
  readonly waitMs?: number
}

const nothing: PodPlan = { remove: [], create: [] }

/** Decides which pods are to go or to come, by parallelism, completions, indexes and backoff. */
export function planPods(view: JobView, nowMs: number): PodPlan {
  const { job, active } = view
  if (isSuspended(job)) return { ...nothing, remove: podsToRemove(view, active.length, nowMs) }
  const wanted = wantedActive(view)
  const surplus = podsToRemove(view, Math.max(0, active.length - wanted), nowMs)
  if (surplus.length > 0) return { ...nothing, remove: surplus.slice(0, burstReplicas) }
  const held = replacesOnlyFailed(job) ? view.terminating : 0
  const missing = Math.min(wanted - held - active.length, burstReplicas)
  return missing > 0 ? planCreations(view, missing, nowMs) : nothing
}

function wantedActive({ job, active, succeeded, indexes }: JobView): number {
  const { completions, parallelism = 1 } = job.spec
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism
  const remaining = completions - succeeded - (indexes?.failed?.total ?? 0)
  return Math.max(0, Math.min(remaining, parallelism))
}

function planCreations(view: JobView, count: number, nowMs: number): PodPlan {
  if (!limitsEachIndex(view.job)) {
    const waitMs = remainingBackoffMs(view.record, nowMs)
    if (waitMs > 0) return { ...nothing, waitMs }
    const create = view.indexes ? pendingIndexes(view, count) : new Array<undefined>(count).fill(undefined)
    return { ...nothing, create }
  }
  const waits = pendingIndexes(view, count).map((index) => ({
    index,
    waitMs: indexBackoffMs(view.indexes?.toReplace.get(index), nowMs),
  }))
  const create = waits.filter(({ waitMs }) => waitMs === 0).map(({ index }) => index)
  const waiting = waits.map(({ waitMs }) => waitMs).filter((ms) => ms > 0)
  return waiting.length > 0 ? { ...nothing, create, waitMs: Math.min(...waiting) } : { ...nothing, create }
}

/** The lowest indexes that neither run nor are done with. */
function pendingIndexes({ job, pods, active, indexes }: JobView, count: number): number[] {
  if (!indexes) return []
  const terminating = replacesOnlyFailed(job) ? pods.filter(isTerminating) : []
  const taken = indexes.succeeded.with(indexesOf([...active, ...terminating], job))
  const settled = indexes.failed ? taken.union(indexes.failed) : taken
  return settled.firstMissing(count, job.spec.completions ?? 0)
}

/** At least `atLeast` pods; before all those whose index is taken twice or not wanted. */
function podsToRemove({ job, active, indexes }: JobView, atLeast: number, nowMs: number): Pod[] {
  const isNeat = !indexes || new Set(indexesOf(active, job)).size === active.length
  if (isNeat) return atLeast === 0 ? [] : rankForDeletion(active, { nowMs }).slice(0, atLeast)
  const ranked = rankForDeletion(active, { nowMs })
  const kept = new Map(ranked.map((pod) => [indexOf(pod, job), pod]))
  kept.delete(undefined)
  const left = new Set(kept.values())
  const doubled = ranked.filter((pod) => !left.has(pod))
  const others = ranked.filter((pod) => left.has(pod))
  return [...doubled, ...others.slice(0, Math.max(0, atLeast - doubled.length))]
}
