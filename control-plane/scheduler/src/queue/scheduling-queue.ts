import type { Pod } from '@knarr/api/core/v1'
import { type Clock, every, type Timer } from '@knarr/machinery'
import type { ClusterEvent, Plugin } from '../framework/plugin.ts'
import { Heap } from './heap.ts'
import type { QueuedPod } from './queued-pod.ts'

export interface SchedulingQueueOptions {
  readonly clock: Clock
  less(a: QueuedPod, b: QueuedPod): boolean
  /** The plugins by name: whose `wakesOn` decides what wakes a pod they rejected. */
  readonly plugins: ReadonlyMap<string, Plugin>
  /** Plugins that may hold a pod back before it is queued at all. */
  gate(pod: Pod): string | undefined
}

const initialBackoffMs = 1_000
const maxBackoffMs = 10_000
const flushAfterMs = 5 * 60_000
const flushEveryMs = 30_000

const keyOf = ({ pod }: QueuedPod): string => pod.metadata.uid

/**
 * Pods that wait: ready to be tried (active), tried a moment ago (backoff), or waiting for the cluster to
 * change (unschedulable). After upstream's `PriorityQueue`.
 */
export class SchedulingQueue {
  readonly #options: SchedulingQueueOptions
  readonly #active: Heap<QueuedPod>
  readonly #backoff: Heap<QueuedPod>
  readonly #unschedulable = new Map<string, QueuedPod>()
  readonly #flush: Timer
  #backoffTimer: Timer | undefined
  #waiter: ((pod: QueuedPod | undefined) => void) | undefined
  #isClosed = false
  /** Events seen while a pod is being tried: they may have come too late for it. */
  #inFlight: { readonly uid: string; readonly events: Set<ClusterEvent> } | undefined

  constructor(options: SchedulingQueueOptions) {
    this.#options = options
    this.#active = new Heap(keyOf, options.less)
    this.#backoff = new Heap(keyOf, (a, b) => this.#readyMs(a) < this.#readyMs(b))
    this.#flush = every(options.clock, flushEveryMs, () => this.#flushOld())
  }

  /** How many pods could be tried now. */
  get activeCount(): number {
    return this.#active.size
  }

  /** A pod without a node appeared. */
  add(pod: Pod): void {
    const now = this.#options.clock.now()
    const queued: QueuedPod = { pod, addedMs: now, attempts: 0, lastTriedMs: 0, rejectedBy: new Set() }
    this.#enqueue(queued)
  }

  /** A waiting pod changed: it may fit now. */
  update(pod: Pod): void {
    const { uid } = pod.metadata
    const known = this.#active.get(uid) ?? this.#backoff.get(uid) ?? this.#unschedulable.get(uid)
    if (!known) return
    const isWaiting = this.#unschedulable.has(uid)
    known.pod = pod
    if (isWaiting) {
      this.#unschedulable.delete(uid)
      this.#enqueue(known)
    }
  }

  remove(uid: string): void {
    this.#active.remove(uid)
    this.#backoff.remove(uid)
    this.#unschedulable.delete(uid)
  }

  /** Takes the next pod to try; resolves with undefined when the queue is closed. */
  next(): Promise<QueuedPod | undefined> {
    const pod = this.#take()
    if (pod || this.#isClosed) return Promise.resolve(pod)
    return new Promise((resolve) => {
      this.#waiter = resolve
    })
  }

  /** Puts a pod back that found no node. */
  addUnschedulable(queued: QueuedPod, rejectedBy: ReadonlySet<string>): void {
    queued.rejectedBy = rejectedBy
    queued.lastTriedMs = this.#options.clock.now()
    const events = this.#inFlight?.uid === keyOf(queued) ? [...this.#inFlight.events] : []
    this.#inFlight = undefined
    this.#unschedulable.set(keyOf(queued), queued)
    if (events.some((event) => this.#mayHelp(queued, event))) this.#wake(queued)
  }

  /** Puts a pod back whose attempt failed for no fault of its own. */
  retry(queued: QueuedPod): void {
    queued.lastTriedMs = this.#options.clock.now()
    this.#inFlight = undefined
    this.#pushBackoff(queued)
  }

  /** Something changed that may make waiting pods fit. */
  moveAll(event: ClusterEvent): void {
    this.#inFlight?.events.add(event)
    for (const queued of [...this.#unschedulable.values()])
      if (this.#mayHelp(queued, event)) this.#wake(queued)
  }

  close(): void {
    this.#isClosed = true
    this.#flush.cancel()
    this.#backoffTimer?.cancel()
    this.#waiter?.(undefined)
  }

  #mayHelp({ rejectedBy }: QueuedPod, event: ClusterEvent): boolean {
    const { plugins } = this.#options
    if (rejectedBy.size === 0) return true
    return [...rejectedBy].some((name) => plugins.get(name)?.wakesOn?.includes(event) ?? true)
  }

  #wake(queued: QueuedPod): void {
    this.#unschedulable.delete(keyOf(queued))
    if (this.#readyMs(queued) > this.#options.clock.now()) this.#pushBackoff(queued)
    else this.#enqueue(queued)
  }

  #enqueue(queued: QueuedPod): void {
    const gate = this.#options.gate(queued.pod)
    if (gate !== undefined) {
      queued.rejectedBy = new Set([gate])
      this.#unschedulable.set(keyOf(queued), queued)
      return
    }
    this.#backoff.remove(keyOf(queued))
    this.#active.push(queued)
    this.#deliver()
  }

  #deliver(): void {
    if (!this.#waiter) return
    const pod = this.#take()
    if (!pod) return
    const waiter = this.#waiter
    this.#waiter = undefined
    waiter(pod)
  }

  #take(): QueuedPod | undefined {
    const queued = this.#active.pop()
    if (!queued) return undefined
    queued.attempts++
    this.#inFlight = { uid: keyOf(queued), events: new Set() }
    return queued
  }

  #readyMs({ attempts, lastTriedMs }: QueuedPod): number {
    if (attempts === 0) return 0
    return lastTriedMs + Math.min(maxBackoffMs, initialBackoffMs * 2 ** (attempts - 1))
  }

  #pushBackoff(queued: QueuedPod): void {
    this.#backoff.push(queued)
    this.#armBackoff()
  }

  #armBackoff(): void {
    this.#backoffTimer?.cancel()
    const first = this.#backoff.peek()
    if (!first || this.#isClosed) return
    const { clock } = this.#options
    this.#backoffTimer = clock.after(Math.max(0, this.#readyMs(first) - clock.now()), () => {
      for (
        let due = this.#backoff.peek();
        due && this.#readyMs(due) <= clock.now();
        due = this.#backoff.peek()
      ) {
        this.#backoff.pop()
        this.#enqueue(due)
      }
      this.#armBackoff()
    })
  }

  #flushOld(): void {
    const limit = this.#options.clock.now() - flushAfterMs
    for (const queued of [...this.#unschedulable.values()]) if (queued.lastTriedMs < limit) this.#wake(queued)
  }
}
