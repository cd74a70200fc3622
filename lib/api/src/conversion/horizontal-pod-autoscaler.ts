import type { KubeObject } from '@knarr/machinery'
import { metricFromV1, metricStatusFromV1, metricStatusToV1, metricToV1 } from './metric.ts'

type Members = Readonly<Record<string, unknown>>
interface Autoscaler extends KubeObject {
  spec?: Members
  status?: Members
}
interface ResourceMetric extends Members {
  type?: string
  resource?: { name?: string; target?: Members; current?: Members }
}

/** What autoscaling/v1 has no field for travels in these annotations, as upstream has it. */
const annotation = {
  metrics: 'autoscaling.alpha.kubernetes.io/metrics',
  currentMetrics: 'autoscaling.alpha.kubernetes.io/current-metrics',
  conditions: 'autoscaling.alpha.kubernetes.io/conditions',
  behavior: 'autoscaling.alpha.kubernetes.io/behavior',
} as const

export function autoscalerToV1(object: KubeObject): KubeObject {
  const { spec, status, ...rest } = object as Autoscaler
  const { metrics, behavior, ...specRest } = spec ?? {}
  const { currentMetrics, conditions, ...statusRest } = status ?? {}
  const all = listOf(metrics)
  const cpu = all.find(isCpuUtilization)
  const extra = {
    ...annotated(annotation.metrics, all.filter((metric) => !isCpuUtilization(metric)).map(metricToV1)),
    ...annotated(annotation.currentMetrics, listOf(currentMetrics).map(metricStatusToV1)),
    ...annotated(annotation.conditions, listOf(conditions)),
    ...(behavior ? { [annotation.behavior]: JSON.stringify(recased(behavior, upperFirst)) } : {}),
  }
  const currentCpu = listOf(currentMetrics).find(isCpu)?.resource?.current?.averageUtilization
  return {
    ...rest,
    metadata: withAnnotations(rest.metadata, extra),
    ...(spec && {
      spec: {
        ...specRest,
        ...defined('targetCPUUtilizationPercentage', cpu?.resource?.target?.averageUtilization),
      },
    }),
    ...(status && { status: { ...statusRest, ...defined('currentCPUUtilizationPercentage', currentCpu) } }),
  } as KubeObject
}

export function autoscalerFromV1(object: KubeObject): KubeObject {
  const { spec, status, ...rest } = object as Autoscaler
  const { targetCPUUtilizationPercentage: target, ...specRest } = spec ?? {}
  const { currentCPUUtilizationPercentage: current, ...statusRest } = status ?? {}
  const { annotations = {} } = rest.metadata
  const metrics = [
    ...parsedList(annotations[annotation.metrics]).map(metricFromV1),
    ...(target === undefined
      ? []
      : [cpuMetric({ target: { type: 'Utilization', averageUtilization: target } })]),
  ]
  const saved = parsedList(annotations[annotation.currentMetrics]).map(metricStatusFromV1)
  const known = current === undefined ? [] : [cpuMetric({ current: { averageUtilization: current } })]
  const currentMetrics = saved.length > 0 ? saved : known
  const conditions = parsedList(annotations[annotation.conditions])
  const behavior = parsed(annotations[annotation.behavior])
  return {
    ...rest,
    metadata: withoutAnnotations(rest.metadata),
    ...(spec && {
      spec: {
        ...specRest,
        ...(metrics.length > 0 ? { metrics } : {}),
        ...(behavior ? { behavior: recased(behavior, lowerFirst) } : {}),
      },
    }),
    ...(status && {
      status: {
        ...statusRest,
        ...(currentMetrics.length > 0 ? { currentMetrics } : {}),
        ...(conditions.length > 0 ? { conditions } : {}),
      },
    }),
  } as KubeObject
}

const listOf = (value: unknown): readonly ResourceMetric[] => (Array.isArray(value) ? value : [])
const isCpu = ({ type, resource }: ResourceMetric): boolean => type === 'Resource' && resource?.name === 'cpu'
const isCpuUtilization = (metric: ResourceMetric): boolean =>
  isCpu(metric) && metric.resource?.target?.averageUtilization !== undefined
const cpuMetric = (values: Members): Members => ({ type: 'Resource', resource: { name: 'cpu', ...values } })
const defined = (name: string, value: unknown): Members => (value === undefined ? {} : { [name]: value })
const annotated = (name: string, list: readonly unknown[]): Record<string, string> =>
  list.length > 0 ? { [name]: JSON.stringify(list) } : {}

function withAnnotations(
  metadata: KubeObject['metadata'],
  extra: Record<string, string>,
): KubeObject['metadata'] {
  if (Object.keys(extra).length === 0) return metadata
  return { ...metadata, annotations: { ...metadata.annotations, ...extra } }
}

function withoutAnnotations({ annotations, ...metadata }: KubeObject['metadata']): KubeObject['metadata'] {
  const own: readonly string[] = Object.values(annotation)
  const kept = Object.entries(annotations ?? {}).filter(([name]) => !own.includes(name))
  return kept.length > 0 ? { ...metadata, annotations: Object.fromEntries(kept) } : metadata
}

/** A user can write anything there; what is no JSON counts as absent. */
function parsed(text: string | undefined): unknown {
  try {
    return text && JSON.parse(text)
  } catch {
    return undefined
  }
}

function parsedList(text: string | undefined): readonly Members[] {
  const value = parsed(text)
  return Array.isArray(value) ? value : []
}

const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

/** Upstream writes the behavior with Go's field names, which have no JSON names of their own there. */
function recased(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => recased(item, rename))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== null)
  return Object.fromEntries(entries.map(([name, inner]) => [rename(name), recased(inner, rename)]))
}
