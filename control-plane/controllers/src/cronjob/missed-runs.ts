import type { CronJob } from '@knarr/api/batch/v1'
import type { CronSchedule } from './cron-schedule.ts'

/** So that the clock has certainly passed the time when the queue brings the key back. */
const lateMs = 100
const manyMissed = 100

interface Missed {
  /** From when on runs are looked for. */
  readonly sinceMs: number
  /** The latest time that is due; undefined if none is. */
  readonly dueMs?: number
  /** About how many are. */
  readonly count: number
}

export interface DueRun {
  readonly atMs: number
  /** More than a hundred runs are due, which points at a wrong clock. */
  readonly isOneOfMany: boolean
}

/** The latest run that is due and may still be started; throws an Error if the schedule makes no sense. */
export function dueRun(cronJob: CronJob, schedule: CronSchedule, nowMs: number): DueRun | undefined {
  const { startingDeadlineSeconds } = cronJob.spec
  const deadlineMs = startingDeadlineSeconds === undefined ? 0 : nowMs - startingDeadlineSeconds * 1000
  const { dueMs, count } = missedRuns(Math.max(earliestMs(cronJob), deadlineMs), schedule, nowMs)
  return dueMs === undefined ? undefined : { atMs: dueMs, isOneOfMany: count > manyMissed }
}

/** How long until the next run; undefined if there will be none. */
export function waitForNextMs(cronJob: CronJob, schedule: CronSchedule, nowMs: number): number | undefined {
  const { sinceMs, dueMs, count } = missedRuns(earliestMs(cronJob), schedule, nowMs)
  const nextMs = schedule.next(dueMs ?? (count === 0 ? sinceMs : nowMs))
  return nextMs === undefined ? undefined : Math.max(0, nextMs + lateMs - nowMs)
}

function earliestMs({ metadata, status }: CronJob): number {
  return Date.parse(status?.lastScheduleTime ?? metadata.creationTimestamp ?? '') || 0
}

/** Upstream's `mostRecentScheduleTime`: leaps over most of what was missed by the length of one period. */
function missedRuns(sinceMs: number, schedule: CronSchedule, nowMs: number): Missed {
  const firstMs = schedule.next(sinceMs)
  if (firstMs === undefined || nowMs < firstMs) return { sinceMs, count: 0 }
  const secondMs = schedule.next(firstMs)
  if (secondMs === undefined || nowMs < secondMs) return { sinceMs, dueMs: firstMs, count: 1 }
  const periodMs = secondMs - firstMs
  if (periodMs < 1000) throw new Error('time difference between two schedules is less than 1 second')
  const count = Math.trunc((nowMs - firstMs) / periodMs) + 1
  let dueMs: number | undefined
  let nextMs = schedule.next(firstMs + (count - 2) * periodMs)
  while (nextMs !== undefined && nextMs <= nowMs) {
    dueMs = nextMs
    nextMs = schedule.next(nextMs)
  }
  return dueMs === undefined ? { sinceMs, count } : { sinceMs, dueMs, count }
}
