import { type Node, nodes, type Pod, pods } from '@knarr/api/core/v1'
import type { Client, EventRecorder, InformerFactory } from '@knarr/client'
import type { Logger } from '@knarr/component'
import { conditionOf, setCondition } from '@knarr/controller'
import { type Clock, hasReason, keyOf, type Random } from '@knarr/machinery'
import { SchedulerCache } from './cache/scheduler-cache.ts'
import { failureMessage } from './failure-message.ts'
import { Framework } from './framework/framework.ts'
import type { CycleContext, Profile } from './framework/plugin.ts'
import type { Status } from './framework/status.ts'
import { defaultProfile } from './plugins/order.ts'
import type { QueuedPod } from './queue/queued-pod.ts'
import { SchedulingQueue } from './queue/scheduling-queue.ts'

export interface SchedulerOptions {
  readonly client: Client
  readonly informers: InformerFactory
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly events: EventRecorder
  readonly signal: AbortSignal
  readonly profiles?: readonly Profile[]
}

export interface Scheduler {
  /** Resolves once it knows every node and pod. */
  started(): Promise<void>
  /** Whether no pod could be tried now and no binding is under way. */
  readonly isIdle: boolean
}

/** Gives every pod of its profiles that has no node the best one that fits. */
export function runScheduler(options: SchedulerOptions): Scheduler {
  const loop = new SchedulingLoop(options)
  const { informers, signal, logger } = options
  loop.watch(informers)
  informers.start(signal)
  const started = informers.synced(signal)
  started.then(
    () => loop.run(),
    (err: unknown) => {
      if (!signal.aborted) logger.error('scheduler cannot start', { err })
    },
  )
  signal.addEventListener('abort', () => loop.close())
  return {
    started: () => started,
    get isIdle() {
      return loop.isIdle
    },
  }
}

class SchedulingLoop {
  readonly #options: SchedulerOptions
  readonly #cache = new SchedulerCache()
  readonly #frameworks: ReadonlyMap<string, Framework>
  readonly #queue: SchedulingQueue
  #binding = 0
  #isInCycle = false

  constructor(options: SchedulerOptions) {
    this.#options = options
    const { profiles = [defaultProfile], random, clock } = options
    this.#frameworks = new Map(
      profiles.map((profile) => [profile.schedulerName, new Framework(profile, random)]),
    )
    const plugins = [...this.#frameworks.values()].flatMap((framework) => framework.plugins)
    const sort = plugins.find(({ less }) => less)
    this.#queue = new SchedulingQueue({
      clock,
      less: (a, b) => sort?.less?.(a, b) ?? false,
      plugins: new Map(plugins.map((plugin) => [plugin.name, plugin])),
      gate: (pod) => this.#frameworkOf(pod)?.plugins.find(({ preEnqueue }) => preEnqueue?.(pod))?.name,
    })
  }

  get isIdle(): boolean {
    return this.#queue.activeCount === 0 && this.#binding === 0 && !this.#isInCycle
  }

  close(): void {
    this.#queue.close()
  }

  watch(informers: InformerFactory): void {
    informers.informer(nodes).addHandler({
      onAdd: (node) => this.#nodeChanged(node, 'node-added'),
      onUpdate: (node) => this.#nodeChanged(node, 'node-changed'),
      onDelete: ({ metadata }) => this.#cache.removeNode(metadata.name),
    })
    informers.informer(pods).addHandler({
      onAdd: (pod) => this.#podChanged(pod),
      onUpdate: (pod, old) => this.#podChanged(pod, old),
      onDelete: (pod) => this.#podGone(pod),
    })
  }

  async run(): Promise<void> {
    for (let queued = await this.#queue.next(); queued; queued = await this.#queue.next()) {
      this.#isInCycle = true
      try {
        await this.#schedule(queued)
      } catch (err) {
        this.#options.logger.error('scheduling failed', { pod: queued.pod.metadata.name, err })
        this.#queue.retry(queued)
      }
      this.#isInCycle = false
    }
  }

  #frameworkOf({ spec }: Pod): Framework | undefined {
    return this.#frameworks.get(spec.schedulerName ?? 'default-scheduler')
  }

  #nodeChanged(node: Node, event: 'node-added' | 'node-changed'): void {
    this.#cache.setNode(node)
    this.#queue.moveAll(event)
  }

  #podChanged(pod: Pod, old?: Pod): void {
    const phase = pod.status?.phase
    if (phase === 'Succeeded' || phase === 'Failed') this.#podGone(pod)
    else if (pod.spec.nodeName) this.#podAssigned(pod, old)
    else if (pod.metadata.deletionTimestamp) this.#queue.remove(pod.metadata.uid)
    else if (this.#frameworkOf(pod) && !this.#cache.isAssumed(pod.metadata.uid)) this.#podWaits(pod, old)
  }

  #podAssigned(pod: Pod, old: Pod | undefined): void {
    this.#queue.remove(pod.metadata.uid)
    this.#cache.setPod(pod)
    if (!old?.spec.nodeName) this.#queue.moveAll('pod-assigned')
  }

  #podWaits(pod: Pod, old: Pod | undefined): void {
    if (!old) this.#queue.add(pod)
    else if (old.spec !== pod.spec || old.metadata.labels !== pod.metadata.labels) this.#queue.update(pod)
  }

  #podGone({ metadata, spec }: Pod): void {
    this.#queue.remove(metadata.uid)
    this.#cache.removePod(metadata.uid)
    if (spec.nodeName) this.#queue.moveAll('pod-removed')
  }

  /** The scheduling cycle: one pod at a time, without waiting for anything but preemption. */
  async #schedule(queued: QueuedPod): Promise<void> {
    const { pod } = queued
    const framework = this.#frameworkOf(pod)
    if (!framework || pod.metadata.deletionTimestamp) return
    const context: CycleContext = { state: new Map(), snapshot: this.#cache, client: this.#options.client }
    const { fitting, rejected, status } = framework.filter(pod, context)
    if (fitting.length === 0) {
      await this.#giveUp(queued, { framework, rejected, status, context })
      return
    }
    const { name } = framework.select(pod, fitting, context)
    this.#cache.assume(pod, name)
    for (const plugin of framework.plugins) {
      const refusal = plugin.reserve?.(pod, name, context)
      if (refusal)
        return this.#undo(queued, name, { framework, context, cause: new Error(refusal.reasons.join(', ')) })
    }
    this.#binding++
    void this.#bind(queued, name, { framework, context }).finally(() => this.#binding--)
  }

  /** The binding cycle: beside the next pods' scheduling cycles. */
  async #bind(
    queued: QueuedPod,
    node: string,
    cycle: { framework: Framework; context: CycleContext },
  ): Promise<void> {
    const { framework, context } = cycle
    const { pod } = queued
    try {
      for (const point of ['permit', 'preBind'] as const) {
        for (const plugin of framework.plugins) {
          const refusal = await plugin[point]?.(pod, node, context)
          if (refusal) throw new Error(refusal.reasons.join(', '))
        }
      }
      const binder = framework.plugins.find(({ bind }) => bind)
      await binder?.bind?.(pod, node, context)
      const { name, namespace } = pod.metadata
      const message = `Successfully assigned ${namespace}/${name} to ${node}`
      this.#options.events.event(pod, { type: 'Normal', reason: 'Scheduled', message })
      for (const plugin of framework.plugins) plugin.postBind?.(pod, node)
    } catch (cause) {
      this.#undo(queued, node, { ...cycle, cause })
    }
  }

  #undo(
    queued: QueuedPod,
    node: string,
    { framework, context, cause }: { framework: Framework; context: CycleContext; cause: unknown },
  ): void {
    const { pod } = queued
    for (const plugin of framework.plugins) plugin.unreserve?.(pod, node, context)
    this.#cache.forget(pod.metadata.uid)
    // Gone, or bound by someone else: the informer tells the rest.
    if (hasReason(cause, 'NotFound') || hasReason(cause, 'Conflict') || this.#options.signal.aborted) return
    this.#options.logger.warn('cannot bind pod', { pod: pod.metadata.name, node, err: cause })
    this.#queue.retry(queued)
  }

  async #giveUp(
    queued: QueuedPod,
    {
      framework,
      rejected,
      status,
      context,
    }: {
      framework: Framework
      rejected: ReadonlyMap<string, Status>
      status: Status | undefined
      context: CycleContext
    },
  ): Promise<void> {
    const { pod } = queued
    for (const plugin of framework.plugins) await plugin.postFilter?.(pod, rejected, context)
    const names = [...rejected.values(), ...(status ? [status] : [])].map(({ plugin = '' }) => plugin)
    this.#queue.addUnschedulable(queued, new Set(names))
    const message = failureMessage(this.#cache.nodes.length, rejected, status)
    this.#options.events.event(pod, { type: 'Warning', reason: 'FailedScheduling', message })
    await this.#markUnschedulable(pod, message)
  }

  async #markUnschedulable(pod: Pod, message: string): Promise<void> {
    const { client, clock } = this.#options
    const known = conditionOf(pod.status?.conditions, 'PodScheduled')
    if (known?.status === 'False' && known.message === message) return
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
    const conditions = setCondition(pod.status?.conditions, condition, clock)
    try {
      const patch = { metadata: { uid: pod.metadata.uid }, status: { conditions } }
      await client.patch(pods, keyOf(pod), { type: 'strategic', patch }, { subresource: 'status' })
    } catch (error) {
      if (!hasReason(error, 'NotFound') && !hasReason(error, 'Conflict')) throw error
    }
  }
}
