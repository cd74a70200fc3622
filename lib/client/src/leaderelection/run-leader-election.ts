import { type Clock, jitter, type ObjectKey, type Random, sleep } from '@knarr/machinery'
import type { Client } from '../client.ts'
import type { Logger } from '../logger.ts'
import { LeaseLock } from './lease-lock.ts'

export interface LeaderElectionOptions {
  readonly client: Client
  /** Of the coordination.k8s.io/v1 Lease that candidates compete for. */
  readonly lease: ObjectKey
  /** Must differ between candidates. */
  readonly identity: string
  readonly clock: Clock
  readonly random: Random
  readonly signal: AbortSignal
  readonly logger?: Logger
  /** How long others wait after the last renewal before they take over. */
  readonly leaseDurationMs?: number
  /** How long the leader goes on trying to renew before it steps down; below the lease duration. */
  readonly renewDeadlineMs?: number
  readonly retryPeriodMs?: number
  /** Gives the lease back once `signal` has aborted and the leader has finished, so that another can lead at once. */
  readonly releaseOnCancel?: boolean
  /** `leading` aborts when leadership ends, for whatever reason. A rejection ends the election. */
  onStartedLeading(leading: AbortSignal): void | Promise<void>
  onStoppedLeading?(): void
  /** Who leads now, told at every change. */
  onNewLeader?(identity: string): void
}

const acquireJitter = 1.2

/**
 * Waits to become leader, leads, and resolves once leadership is lost or `signal` aborts; whoever wants
 * to stand again calls it again. Rejects only with what `onStartedLeading` threw.
 */
export async function runLeaderElection(options: LeaderElectionOptions): Promise<void> {
  const lock = new LeaseLock(options)
  const { signal } = options
  if (!(await acquire(options, lock))) return
  const leading = new AbortController()
  const stopWithCaller = (): void => leading.abort(signal.reason)
  signal.addEventListener('abort', stopWithCaller, { once: true })
  const work = (async () => options.onStartedLeading(leading.signal))()
  const failed = work.then(
    () => new Promise<never>(() => {}),
    (error: unknown) => ({ error }),
  )
  const outcome = await Promise.race([renew(options, lock), failed])
  leading.abort(new Error('leader election lost'))
  signal.removeEventListener('abort', stopWithCaller)
  if (options.releaseOnCancel && lock.isLeader) {
    await settled(work, options)
    await lock.release()
  }
  options.onStoppedLeading?.()
  if (outcome) throw outcome.error
}

/** Until the leader has finished, but no longer than the lease is surely ours. */
async function settled(
  work: Promise<void>,
  { clock, renewDeadlineMs = 10_000 }: LeaderElectionOptions,
): Promise<void> {
  const given = new AbortController()
  const timeout = sleep(clock, renewDeadlineMs, given.signal)
  await Promise.allSettled([Promise.race([work, timeout])])
  given.abort()
  await timeout.catch(() => {})
}

async function acquire(
  { clock, random, signal, ...options }: LeaderElectionOptions,
  lock: LeaseLock,
): Promise<boolean> {
  const { retryPeriodMs = 2000 } = options
  while (!signal.aborted) {
    if (await lock.tryAcquireOrRenew()) return true
    await sleep(clock, jitter(random, retryPeriodMs, acquireJitter), signal).catch(() => {})
  }
  return false
}

/** Resolves when the lease could not be renewed for the renew deadline, or the signal aborts. */
async function renew(
  { clock, signal, ...options }: LeaderElectionOptions,
  lock: LeaseLock,
): Promise<undefined> {
  const { retryPeriodMs = 2000, renewDeadlineMs = 10_000, logger, identity } = options
  let renewedAt = clock.now()
  while (!signal.aborted) {
    const pauseMs = Math.min(retryPeriodMs, renewedAt + renewDeadlineMs - clock.now())
    await sleep(clock, pauseMs, signal).catch(() => {})
    if (signal.aborted) return
    const leftMs = renewedAt + renewDeadlineMs - clock.now()
    if (await tryUntil(clock, leftMs, (late) => lock.tryAcquireOrRenew(late))) renewedAt = clock.now()
    else if (clock.now() - renewedAt >= renewDeadlineMs) {
      logger?.warn('failed to renew the lease in time', { identity, lease: options.lease })
      return
    }
  }
}

/** What `attempt` says, or false once `ms` have passed without an answer. */
function tryUntil(
  clock: Clock,
  ms: number,
  attempt: (late: AbortSignal) => Promise<boolean>,
): Promise<boolean> {
  return new Promise((resolve) => {
    const late = new AbortController()
    const timer = clock.after(ms, () => {
      late.abort(new Error('the renew deadline passed'))
      resolve(false)
    })
    void attempt(late.signal).then((result) => {
      timer.cancel()
      resolve(result)
    })
  })
}
