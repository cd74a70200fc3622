import { type Counter, exponentialBuckets, type Histogram, MetricsRegistry } from '@knarr/component'
import type { SchedulingQueue } from './queue/scheduling-queue.ts'

export interface SchedulerMetrics {
  readonly attempts: Counter
  readonly attemptDuration: Histogram
  readonly preemptionAttempts: Counter
}

/** The scheduler's metrics, by upstream's names. */
export function schedulerMetrics(registry: MetricsRegistry = new MetricsRegistry()): SchedulerMetrics {
  return {
    attempts: registry.counter({
      name: 'scheduler_schedule_attempts_total',
      help: 'Number of attempts to schedule pods, by the result.',
      labels: ['result', 'profile'],
    }),
    attemptDuration: registry.histogram({
      name: 'scheduler_scheduling_attempt_duration_seconds',
      help: 'Scheduling attempt latency in seconds (scheduling algorithm + binding).',
      labels: ['result', 'profile'],
      buckets: exponentialBuckets(0.001, 2, 15),
    }),
    preemptionAttempts: registry.counter({
      name: 'scheduler_preemption_attempts_total',
      help: 'Total preemption attempts in the cluster till now.',
    }),
  }
}

/** `scheduler_pending_pods`, read from the queue when asked for. */
export function observeQueue(registry: MetricsRegistry, queue: SchedulingQueue): void {
  registry.observe(
    { name: 'scheduler_pending_pods', help: 'Number of pending pods, by the queue type.', labels: ['queue'] },
    () => Object.entries(queue.pending).map(([name, value]) => ({ labels: [name], value })),
  )
}
