import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '@knarr/api/autoscaling/v2'

const unknown = '<unknown>'

/** The first two targets as `current/wanted`: upstream's `formatHPAMetrics`. */
export function metricsText({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec.metrics ?? []
  if (metrics.length === 0) return '<none>'
  const texts = metrics.map((metric, index) => metricText(metric, status?.currentMetrics?.[index]))
  const text = texts.slice(0, 2).join(', ')
  return texts.length > 2 ? `${text} + ${texts.length - 2} more...` : text
}

function metricText(metric: MetricSpec, status: MetricStatus | undefined): string {
  switch (metric.type) {
    case 'External':
      return metric.external ? valueText(metric.external.target, status?.external?.current) : unknown
    case 'Object':
      return metric.object ? valueText(metric.object.target, status?.object?.current) : unknown
    case 'Pods':
      return `${status?.pods?.current.averageValue ?? unknown}/${metric.pods?.target.averageValue ?? ''}`
    case 'Resource':
      return metric.resource ? resourceText(metric.resource, status?.resource?.current) : unknown
    case 'ContainerResource':
      return metric.containerResource
        ? resourceText(metric.containerResource, status?.containerResource?.current)
        : unknown
    default:
      return '<unknown type>'
  }
}

function valueText(target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined)
    return `${current?.averageValue ?? unknown}/${target.averageValue} (avg)`
  return `${current?.value ?? unknown}/${target.value ?? ''}`
}

function resourceText(
  { name, target }: { name: string; target: MetricTarget },
  current: MetricValueStatus | undefined,
): string {
  if (target.averageValue !== undefined)
    return `${name}: ${current?.averageValue ?? unknown}/${target.averageValue}`
  const percent = (value: number | undefined, none: string): string =>
    value === undefined ? none : `${value}%`
  return `${name}: ${percent(current?.averageUtilization, unknown)}/${percent(target.averageUtilization, '<auto>')}`
}
