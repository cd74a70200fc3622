import { type Clock, every, type Timer } from '@knarr/machinery'
import type { PodInfo } from '../cache/pod-info.ts'
import { type ClusterEvent, concerns } from '../framework/cluster-event.ts'
import type { Plugin } from '../framework/plugin.ts'
import { Heap } from './heap.ts'
import { InFlightEvents } from './in-flight-events.ts'
import { type QueuedPod, queuedPodOf } from './queued-pod.ts'

export interface SchedulingQueueOptions {
  readonly clock: Clock
  less(a: QueuedPod, b: QueuedPod): boolean
  /** The plugins by name: whose hints decide what wakes a pod they rejected. */
  readonly plugins: ReadonlyMap<string, Plugin>
  /** The plugin that holds a pod back before it is tried at all. */
  gate(info: PodInfo): string | undefined
}

const initialBackoffMs = 1_000
const maxBackoffMs = 10_000
const maxUnschedulableMs = 5 * 60_000
const flushEveryMs = 30_000

const keyOf = ({ info }: QueuedPod): string => info.uid

/**
 * Pods that wait: ready to be tried (active), tried a moment ago (backoff), or waiting for the cluster to
 * change (unschedulable). After upstream's `PriorityQueue`.
 */
export class SchedulingQueue {
  readonly #options: SchedulingQueueOptions
  readonly #active: Heap<QueuedPod>
  /** After a rejection: tried early when there is nothing else to try. */
  readonly #backoff: Heap<QueuedPod>
  /** After an error: the full backoff is waited out. */
  readonly #errorBackoff: Heap<QueuedPod>
  readonly #unschedulable = new Map<string, QueuedPod>()
  readonly #inFlight = new InFlightEvents()
  readonly #flush: Timer
  #backoffTimer: Timer | undefined
  #waiter: ((pod: QueuedPod | undefined) => void) | undefined
  #isClosed = false

  constructor(options: SchedulingQueueOptions) {
    this.#options = options
    this.#active = new Heap(keyOf, options.less)
    const sooner = (a: QueuedPod, b: QueuedPod) =>
      readyMs(a) - readyMs(b) < 0 || (readyMs(a) === readyMs(b) && options.less(a, b))
    this.#backoff = new Heap(keyOf, sooner)
    this.#errorBackoff = new Heap(keyOf, sooner)
    this.#flush = every(options.clock, flushEveryMs, () => this.#flushOld())
  }

  /** How many pods wait in each place, by upstream's names. */
  get pending(): Readonly<Record<'active' | 'backoff' | 'unschedulable' | 'gated', number>> {
    let gated = 0
    for (const { gatedBy } of this.#unschedulable.values()) if (gatedBy) gated++
    const unschedulable = this.#unschedulable.size - gated
    const backoff = this.#backoff.size + this.#errorBackoff.size
    return { active: this.#active.size, backoff, unschedulable, gated }
  }

  /** Whether a pod could be tried now. */
  get hasNext(): boolean {
    return this.#active.size > 0 || this.#backoff.size > 0
  }

  has(uid: string): boolean {
    return this.#find(uid) !== undefined || this.#inFlight.has(uid)
  }

  /** A pod without a node appeared. */
  add(info: PodInfo): void {
    this.#activate(queuedPodOf(info, this.#options.clock.now()))
  }

  /** A waiting pod changed; `event` tells in which way it may fit now. */
  update(info: PodInfo, event: ClusterEvent): void {
    const known = this.#find(info.uid)
    if (!known) {
      this.#inFlight.record(event)
      return
    }
    known.info = info
    if (this.#unschedulable.has(info.uid)) {
      if (this.#mayHelp(known, event)) this.#wake(known)
    } else if (this.#active.get(info.uid)) this.#active.push(known)
  }

  remove(uid: string): void {
    this.#active.remove(uid)
    this.#backoff.remove(uid)
    this.#errorBackoff.remove(uid)
    this.#unschedulable.delete(uid)
  }

  /** Takes the next pod to try; resolves with undefined when the queue is closed. */
  next(): Promise<QueuedPod | undefined> {
    const pod = this.#isClosed ? undefined : this.#take()
    if (pod || this.#isClosed) return Promise.resolve(pod)
    return new Promise((resolve) => {
      this.#waiter = resolve
    })
  }

  /** The pod has a node, or needs none any more. */
  done(uid: string): void {
    this.#inFlight.forget(uid)
  }

  /** Puts a pod back that found no node: it waits for an event its rejecting plugins care about. */
  addUnschedulable(queued: QueuedPod, rejectedBy: ReadonlySet<string>): void {
    queued.rejectedBy = rejectedBy
    queued.lastTriedMs = this.#options.clock.now()
    queued.unschedulableCount++
    queued.errorCount = 0
    queued.failedWithError = false
    const events = this.#inFlight.end(keyOf(queued))
    this.#unschedulable.set(keyOf(queued), queued)
    if (events.some((event) => this.#mayHelp(queued, event))) this.#wake(queued)
  }

  /** Puts a pod back whose attempt failed for no fault of its own: tried again after a backoff. */
  retry(queued: QueuedPod): void {
    this.#inFlight.forget(keyOf(queued))
    queued.rejectedBy = new Set()
    queued.lastTriedMs = this.#options.clock.now()
    queued.errorCount++
    queued.failedWithError = true
    this.#errorBackoff.push(queued)
    this.#armBackoff()
  }

  /** Something changed that may make waiting pods fit. */
  moveAll(event: ClusterEvent): void {
    this.#inFlight.record(event)
    for (const queued of [...this.#unschedulable.values()])
      if (this.#mayHelp(queued, event)) this.#wake(queued)
  }

  close(): void {
    this.#isClosed = true
    this.#flush.cancel()
    this.#backoffTimer?.cancel()
    this.#waiter?.(undefined)
  }

  #find(uid: string): QueuedPod | undefined {
    return (
      this.#active.get(uid) ??
      this.#backoff.get(uid) ??
      this.#errorBackoff.get(uid) ??
      this.#unschedulable.get(uid)
    )
  }

  #mayHelp({ info, rejectedBy, gatedBy }: QueuedPod, event: ClusterEvent): boolean {
    const { plugins } = this.#options
    if (event.kinds.length === 0 || !concerns(event, info.uid)) return false
    if (gatedBy) return pluginCares(plugins.get(gatedBy), info, event)
    if (rejectedBy.size === 0) return true
    for (const name of rejectedBy) if (pluginCares(plugins.get(name), info, event)) return true
    return false
  }

  #wake(queued: QueuedPod): void {
    this.#unschedulable.delete(keyOf(queued))
    if (readyMs(queued) <= this.#options.clock.now()) {
      this.#activate(queued)
      return
    }
    this.#backoff.push(queued)
    this.#armBackoff()
    this.#deliver()
  }

  #activate(queued: QueuedPod): void {
    queued.gatedBy = this.#options.gate(queued.info)
    if (queued.gatedBy !== undefined) {
      this.#unschedulable.set(keyOf(queued), queued)
      return
    }
    queued.timestampMs = this.#options.clock.now()
    this.#active.push(queued)
    this.#deliver()
  }

  #deliver(): void {
    const waiter = this.#waiter
    const pod = waiter && this.#take()
    if (!pod) return
    this.#waiter = undefined
    waiter(pod)
  }

  #take(): QueuedPod | undefined {
    const queued = this.#active.pop() ?? this.#backoff.pop()
    if (!queued) return undefined
    queued.attempts++
    this.#inFlight.begin(keyOf(queued))
    return queued
  }

  #armBackoff(): void {
    this.#backoffTimer?.cancel()
    if (this.#isClosed) return
    const firsts = [this.#backoff.peek(), this.#errorBackoff.peek()].filter((pod) => pod !== undefined)
    if (firsts.length === 0) return
    const { clock } = this.#options
    const delayMs = Math.max(0, Math.min(...firsts.map(readyMs)) - clock.now())
    this.#backoffTimer = clock.after(delayMs, () => this.#flushBackoff())
  }

  #flushBackoff(): void {
    const now = this.#options.clock.now()
    for (const heap of [this.#backoff, this.#errorBackoff]) {
      for (let due = heap.peek(); due && readyMs(due) <= now; due = heap.peek()) {
        heap.pop()
        this.#activate(due)
      }
    }
    this.#armBackoff()
  }

  #flushOld(): void {
    const limit = this.#options.clock.now() - maxUnschedulableMs
    for (const queued of [...this.#unschedulable.values()])
      if (!queued.gatedBy && queued.lastTriedMs < limit) this.#wake(queued)
  }
}

function pluginCares(plugin: Plugin | undefined, { pod }: PodInfo, event: ClusterEvent): boolean {
  if (!plugin?.events) return true
  return plugin.events.some(
    ({ on, mayHelp }) => event.kinds.some((kind) => on.includes(kind)) && (mayHelp?.(pod, event) ?? true),
  )
}

/** When a pod may be tried again: 1 s after its first failure, twice as long each time, at most 10 s. */
function readyMs({ failedWithError, errorCount, unschedulableCount, lastTriedMs }: QueuedPod): number {
  const count = failedWithError ? errorCount : unschedulableCount
  if (count === 0) return 0
  return lastTriedMs + Math.min(maxBackoffMs, initialBackoffMs * 2 ** (count - 1))
}
