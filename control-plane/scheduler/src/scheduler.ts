import { type Pod, pods } from '@knarr/api/core/v1'
import type { Client, EventRecorder, InformerFactory } from '@knarr/client'
import type { Logger, MetricsRegistry } from '@knarr/component'
import type { Clock, Random } from '@knarr/machinery'
import { SchedulerCache } from './cache/scheduler-cache.ts'
import { Framework } from './framework/framework.ts'
import type { Profile } from './framework/plugin.ts'
import { observeQueue, schedulerMetrics } from './metrics.ts'
import { defaultProfile } from './plugins/order.ts'
import { Nominator } from './queue/nominator.ts'
import { SchedulingQueue } from './queue/scheduling-queue.ts'
import { SchedulingLoop } from './scheduling-loop.ts'
import { watchCluster } from './watch-cluster.ts'

export interface SchedulerOptions {
  readonly client: Client
  readonly informers: InformerFactory
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly events: EventRecorder
  readonly signal: AbortSignal
  /** One per `schedulerName`; upstream's defaults if absent. All sort their queue alike. */
  readonly profiles?: readonly Profile[]
  readonly metrics?: MetricsRegistry
}

export interface Scheduler {
  /** Resolves once it knows every node and pod; rejects if the signal comes first. */
  started(): Promise<void>
  /** Whether no pod could be tried now and no binding is under way. */
  readonly isIdle: boolean
}

/** Gives every pod of its profiles that has no node the best one that fits. */
export function runScheduler(options: SchedulerOptions): Scheduler {
  const { informers, signal, logger, metrics } = options
  const cache = new SchedulerCache()
  const nominator = new Nominator()
  const frameworks = frameworksOf(options, nominator, (framework, work) => loop.background(framework, work))
  const frameworkOf = ({ spec }: Pod) => frameworks.get(spec.schedulerName || 'default-scheduler')
  const queue = queueOf(options.clock, [...frameworks.values()], frameworkOf)
  const loop = new SchedulingLoop({
    cache,
    queue,
    frameworkOf,
    pods: informers.informer(pods),
    metrics: schedulerMetrics(metrics),
    signal,
  })
  if (metrics) observeQueue(metrics, queue)
  for (const { plugins } of frameworks.values())
    for (const { resources = [] } of plugins) for (const resource of resources) informers.informer(resource)
  watchCluster(informers, { cache, queue, nominator, isOurs: (pod) => frameworkOf(pod) !== undefined })
  informers.start(signal)
  signal.addEventListener('abort', () => queue.close(), { once: true })
  if (signal.aborted) queue.close()
  const started = informers.synced(signal)
  started
    .then(() => loop.run())
    .catch((err: unknown) => {
      if (!signal.aborted) logger.error('scheduler stopped', { err })
    })
  return {
    started: () => started,
    get isIdle() {
      return loop.isIdle
    },
  }
}

function frameworksOf(
  options: SchedulerOptions,
  nominator: Nominator,
  background: (framework: Framework, work: Promise<unknown>) => void,
): ReadonlyMap<string, Framework> {
  const { client, informers, clock, random, logger, events, profiles = [defaultProfile] } = options
  const assumedVolumes = new Map<string, string>()
  return new Map(
    profiles.map((profile) => {
      const framework: Framework = new Framework(profile, {
        schedulerName: profile.schedulerName,
        client,
        lister: informers.lister,
        clock,
        random,
        logger,
        events,
        nominator,
        assumedVolumes,
        background: (work) => background(framework, work),
      })
      return [profile.schedulerName, framework]
    }),
  )
}

function queueOf(
  clock: Clock,
  frameworks: readonly Framework[],
  frameworkOf: (pod: Pod) => Framework | undefined,
): SchedulingQueue {
  const plugins = frameworks.flatMap((framework) => framework.plugins)
  const sort = plugins.find(({ queueSort }) => queueSort)?.queueSort
  return new SchedulingQueue({
    clock,
    less: (a, b) => sort?.(a, b) ?? a.timestampMs < b.timestampMs,
    plugins: new Map(plugins.map((plugin) => [plugin.name, plugin])),
    gate: ({ pod }) => frameworkOf(pod)?.preEnqueue(pod)?.plugin,
  })
}
