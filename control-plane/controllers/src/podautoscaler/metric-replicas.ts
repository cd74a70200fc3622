import type {
  HorizontalPodAutoscalerSpec,
  MetricSpec,
  MetricStatus,
  MetricTarget,
} from '@knarr/api/autoscaling/v2'
import { pods } from '@knarr/api/core/v1'
import type { ReconcileContext } from '@knarr/controller'
import { parseQuantity, parseSelector, Quantity } from '@knarr/machinery'
import { fetchSamples } from './pod-metrics.ts'
import {
  byAverage,
  byUtilization,
  defaultTolerances,
  type Recommendation,
  type Tolerances,
} from './replica-calculator.ts'

/** What is scaled, as the scale subresource shows it. */
export interface ScaledPods {
  readonly namespace: string
  readonly selector: string
  readonly current: number
}

export interface MetricReplicas {
  readonly replicas: number
  /** What the metric is called in messages. */
  readonly name: string
  readonly status: MetricStatus
}

/** Why a metric gives no number of replicas. */
export class MetricError extends Error {
  readonly reason: string

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

const unservedApis: Readonly<Record<string, readonly [reason: string, api: string]>> = {
  Pods: ['FailedGetPodsMetric', 'custom metrics API (custom.metrics.k8s.io)'],
  Object: ['FailedGetObjectMetric', 'custom metrics API (custom.metrics.k8s.io)'],
  External: ['FailedGetExternalMetric', 'external metrics API (external.metrics.k8s.io)'],
}

/** How many replicas one metric asks for; throws a {@link MetricError} if it cannot be had. */
export async function replicasForMetric(
  metric: MetricSpec,
  scaled: ScaledPods,
  spec: HorizontalPodAutoscalerSpec,
  context: ReconcileContext,
): Promise<MetricReplicas> {
  const source = metric.containerResource ?? metric.resource
  if (!source) throw unserved(metric.type)
  const container = metric.containerResource?.container
  const kind = container === undefined ? 'resource' : 'container resource'
  const reason = container === undefined ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric'
  const { name, target } = source
  try {
    const recommendation = await recommend({ name, target, container }, scaled, spec, context)
    return {
      replicas: recommendation.replicas,
      name: target.averageValue ? `${name} ${kind}` : `${name} ${kind} utilization (percentage of request)`,
      status: statusOf(metric, recommendation),
    }
  } catch (error) {
    const what = target.averageValue ? 'usage' : 'utilization'
    throw new MetricError(reason, `failed to get ${name} ${what}: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

function unserved(type: string): MetricError {
  const [reason, api] = unservedApis[type] ?? ['InvalidMetricSourceType', 'metrics API']
  return new MetricError(reason, `unable to fetch metrics: no ${api} registered`)
}

async function recommend(
  { name, target, container }: { name: string; target: MetricTarget; container: string | undefined },
  { namespace, selector, current }: ScaledPods,
  spec: HorizontalPodAutoscalerSpec,
  { client, lister, clock }: ReconcileContext,
): Promise<Recommendation> {
  const query = { namespace, labelSelector: selector, resource: name, container }
  const samples = await fetchSamples(client, query)
  const selects = parseSelector(selector)
  const selected = lister.list(pods, namespace).filter(({ metadata }) => selects.matches(metadata.labels))
  if (selected.length === 0) throw new Error('no pods returned by selector while calculating replica count')
  const usage = {
    ...{ current, samples, pods: selected, resource: name },
    tolerances: tolerancesOf(spec),
    nowMs: clock.now(),
  }
  if (target.averageValue) return byAverage(usage, Number(parseQuantity(target.averageValue).milliValue()))
  if (!target.averageUtilization)
    throw new Error(
      'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set',
    )
  return byUtilization(usage, target.averageUtilization, container)
}

function tolerancesOf({ behavior }: HorizontalPodAutoscalerSpec): Tolerances {
  const { up, down } = defaultTolerances
  const read = (text: string | undefined, fallback: number): number =>
    text === undefined ? fallback : parseQuantity(text).toNumber()
  return { up: read(behavior?.scaleUp?.tolerance, up), down: read(behavior?.scaleDown?.tolerance, down) }
}

function statusOf(
  { type, resource, containerResource }: MetricSpec,
  { averageMilli, utilization }: Recommendation,
): MetricStatus {
  const averageValue = String(Quantity.ofMilli(Math.trunc(averageMilli)))
  const current = { averageValue, ...(utilization === undefined ? {} : { averageUtilization: utilization }) }
  if (!containerResource) return { type, resource: { name: resource?.name ?? '', current } }
  const { name, container } = containerResource
  return { type, containerResource: { name, container, current } }
}
