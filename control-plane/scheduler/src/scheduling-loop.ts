import type { Pod } from '@knarr/api/core/v1'
import type { Informer } from '@knarr/client'
import { hasReason } from '@knarr/machinery'
import { type PodInfo, podInfoOf } from './cache/pod-info.ts'
import type { SchedulerCache } from './cache/scheduler-cache.ts'
import { NodeFinder } from './find-nodes.ts'
import { CycleState } from './framework/cycle-state.ts'
import { type Diagnosis, fitErrorText } from './framework/diagnosis.ts'
import type { Framework } from './framework/framework.ts'
import type { Cycle } from './framework/plugin.ts'
import type { Rejection } from './framework/status.ts'
import type { SchedulerMetrics } from './metrics.ts'
import type { QueuedPod } from './queue/queued-pod.ts'
import type { SchedulingQueue } from './queue/scheduling-queue.ts'
import { markUnscheduled, type SchedulingFailure, stillWaiting } from './scheduling-failure.ts'
import { selectHost } from './select-host.ts'

export interface SchedulingLoopOptions {
  readonly cache: SchedulerCache
  readonly queue: SchedulingQueue
  readonly frameworkOf: (pod: Pod) => Framework | undefined
  readonly pods: Informer<Pod>
  readonly metrics: SchedulerMetrics
  readonly signal: AbortSignal
}

/** One pod's attempt. */
interface Attempt {
  readonly queued: QueuedPod
  readonly info: PodInfo
  readonly framework: Framework
  readonly cycle: Cycle
  readonly startMs: number
}

/** After so many cycles without a pause, everyone else in the process gets a turn. */
const cyclesPerTurn = 16

/**
 * Takes pods from the queue: the scheduling cycle chooses a node, one pod at a time and without interruption;
 * the binding cycle tells the API, beside the next pods' scheduling cycles.
 */
export class SchedulingLoop {
  readonly #options: SchedulingLoopOptions
  readonly #finders = new Map<Framework, NodeFinder>()
  /** Bindings and other work that goes on after its cycle. */
  #pending = 0
  #isInCycle = false

  constructor(options: SchedulingLoopOptions) {
    this.#options = options
  }

  get isIdle(): boolean {
    return this.#pending === 0 && !this.#isInCycle && !this.#options.queue.hasNext
  }

  async run(): Promise<void> {
    const { queue } = this.#options
    let cycles = 0
    for (let queued = await queue.next(); queued; queued = await queue.next()) {
      this.#isInCycle = true
      this.#scheduleOne(queued)
      if (++cycles % cyclesPerTurn === 0) await new Promise<void>((resolve) => setImmediate(resolve))
      this.#isInCycle = false
    }
  }

  /** Keeps work counted until it is done; its failure is logged, not thrown. */
  background(framework: Framework, work: Promise<unknown>): void {
    this.#pending++
    work
      .catch((err: unknown) => {
        if (!this.#options.signal.aborted) framework.handle.logger.error('scheduling work failed', { err })
      })
      .finally(() => this.#pending--)
  }

  #scheduleOne(queued: QueuedPod): void {
    const { cache, queue, frameworkOf } = this.#options
    const { info } = queued
    const framework = frameworkOf(info.pod)
    if (!framework || cache.isAssumed(info.uid)) {
      queue.done(info.uid)
      return
    }
    const { handle } = framework
    const cycle: Cycle = { state: new CycleState(), snapshot: cache, handle }
    const attempt: Attempt = { queued, info, framework, cycle, startMs: handle.clock.now() }
    try {
      this.#place(attempt)
    } catch (error) {
      this.#failed(attempt, error)
    }
  }

  #place(attempt: Attempt): void {
    const { info, framework, cycle } = attempt
    const { feasible, diagnosis } = this.#finderOf(framework).find(info, cycle)
    if (feasible.length === 0) {
      this.#rejected(attempt, diagnosis)
      return
    }
    const scores = feasible.length > 1 ? framework.score(info, feasible, cycle) : []
    const host = selectHost(feasible, scores, framework.handle.random)
    if (!host) return
    this.#options.cache.assume(info, host.name)
    const refusal = framework.reserve(info, host.name, cycle)
    if (refusal) {
      this.#options.cache.forget(info.uid)
      this.#refused(attempt, refusal)
      return
    }
    framework.handle.nominator.remove(info.uid)
    this.background(framework, this.#bind(attempt, host.name))
  }

  async #bind(attempt: Attempt, node: string): Promise<void> {
    const { info, framework, cycle } = attempt
    const { cache, queue } = this.#options
    const { clock, events } = framework.handle
    let refusal: Rejection | undefined
    try {
      refusal = await framework.bind(info, node, cycle)
    } catch (error) {
      this.#unbound(attempt, node)
      this.#failed(attempt, error)
      return
    }
    if (refusal) {
      this.#unbound(attempt, node)
      this.#refused(attempt, refusal)
      return
    }
    cache.finishBinding(info.uid, clock.now())
    queue.done(info.uid)
    const { name, namespace } = info.pod.metadata
    const message = `Successfully assigned ${namespace}/${name} to ${node}`
    events.event(info.pod, { type: 'Normal', reason: 'Scheduled', message })
    this.#count(attempt, 'scheduled')
    framework.postBind(info, node, cycle)
  }

  #unbound({ info, framework, cycle }: Attempt, node: string): void {
    const { cache, queue } = this.#options
    framework.unreserve(info, node, cycle)
    if (!cache.isAssumed(info.uid)) return
    cache.forget(info.uid)
    // Others may have been turned away because of it.
    queue.moveAll({ kinds: ['assignedPodDelete'], pod: info.pod })
  }

  #rejected(attempt: Attempt, diagnosis: Diagnosis): void {
    const { info, framework, cycle } = attempt
    const { nominatedNodeName, status } =
      diagnosis.nodeCount === 0
        ? { nominatedNodeName: undefined, status: undefined }
        : framework.postFilter(info, diagnosis, cycle)
    const message = fitErrorText(diagnosis, status?.reasons.join(', '))
    this.#waits(attempt, diagnosis.unschedulablePlugins, {
      reason: 'Unschedulable',
      message,
      nominatedNodeName,
    })
  }

  /** A plugin said no after a node was chosen. */
  #refused(attempt: Attempt, { status, plugin }: Rejection): void {
    const message = status.reasons.join(', ')
    if (status.code === 'error') this.#failed(attempt, new Error(message))
    else this.#waits(attempt, new Set([plugin]), { reason: 'Unschedulable', message })
  }

  #waits(attempt: Attempt, rejectedBy: ReadonlySet<string>, failure: SchedulingFailure): void {
    this.#count(attempt, 'unschedulable')
    const current = this.#currentPod(attempt)
    if (!current) return
    this.#nominate(attempt, failure.nominatedNodeName)
    this.#options.queue.addUnschedulable(attempt.queued, rejectedBy)
    this.#report(attempt, current, failure)
  }

  #failed(attempt: Attempt, error: unknown): void {
    if (this.#options.signal.aborted) return
    const { framework, queued, info } = attempt
    this.#count(attempt, 'error')
    framework.handle.logger.warn('cannot schedule pod', { pod: info.pod.metadata.name, err: error })
    // Gone, or bound by someone else: the informer tells the rest.
    const isOver = hasReason(error, 'NotFound') || hasReason(error, 'Conflict')
    const current = this.#currentPod(attempt)
    if (!current) return
    this.#options.queue.retry(queued)
    const message = error instanceof Error ? error.message : String(error)
    if (!isOver) this.#report(attempt, current, { reason: 'SchedulerError', message })
  }

  /** Brings the queued pod up to date; undefined, and out of the queue, if it needs no node any more. */
  #currentPod({ queued, info }: Attempt): Pod | undefined {
    const current = stillWaiting(this.#options.pods, info.pod)
    if (!current) {
      this.#options.queue.done(info.uid)
      return undefined
    }
    if (current !== info.pod) queued.info = podInfoOf(current)
    return current
  }

  #nominate({ info, framework }: Attempt, node: string | undefined): void {
    const { nominator } = framework.handle
    if (node) nominator.add(info, node)
    else if (node === '') nominator.remove(info.uid)
  }

  #report({ framework }: Attempt, pod: Pod, failure: SchedulingFailure): void {
    const { client, clock, events } = framework.handle
    events.event(pod, { type: 'Warning', reason: 'FailedScheduling', message: failure.message })
    this.background(framework, markUnscheduled(client, clock, pod, failure))
  }

  #count({ framework, startMs }: Attempt, result: 'scheduled' | 'unschedulable' | 'error'): void {
    const { attempts, attemptDuration } = this.#options.metrics
    const { handle, profile } = framework
    attempts.with(result, profile.schedulerName).inc()
    attemptDuration.with(result, profile.schedulerName).observe((handle.clock.now() - startMs) / 1000)
  }

  #finderOf(framework: Framework): NodeFinder {
    let finder = this.#finders.get(framework)
    if (!finder) {
      finder = new NodeFinder(framework)
      this.#finders.set(framework, finder)
    }
    return finder
  }
}
