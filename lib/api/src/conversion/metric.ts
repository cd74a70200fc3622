type Members = Readonly<Record<string, unknown>>
interface MetricValues extends Members {
  readonly value?: unknown
  readonly averageValue?: unknown
  readonly averageUtilization?: unknown
}

/** Where the values of a metric source stand in autoscaling/v1, by their names in v2. */
interface Names {
  readonly value: string
  readonly averageValue: string
  readonly averageUtilization: string
}

const sourceNames = ['resource', 'containerResource', 'pods', 'object', 'external'] as const
type SourceName = (typeof sourceNames)[number]

const targetNames: Names = {
  value: 'targetValue',
  averageValue: 'targetAverageValue',
  averageUtilization: 'targetAverageUtilization',
}
const currentNames: Names = {
  value: 'currentValue',
  averageValue: 'currentAverageValue',
  averageUtilization: 'currentAverageUtilization',
}

export const metricToV1 = (metric: Members): Members =>
  eachSource(metric, (source, name) => toV1(source, name, 'target'))
export const metricFromV1 = (metric: Members): Members =>
  eachSource(metric, (source, name) => fromV1(source, name, 'target'))
export const metricStatusToV1 = (metric: Members): Members =>
  eachSource(metric, (source, name) => toV1(source, name, 'current'))
export const metricStatusFromV1 = (metric: Members): Members =>
  eachSource(metric, (source, name) => fromV1(source, name, 'current'))

function eachSource(metric: Members, change: (source: Members, name: SourceName) => Members): Members {
  const result: Record<string, unknown> = { ...metric }
  for (const name of sourceNames) {
    const source = metric[name]
    if (source) result[name] = change(source as Members, name)
  }
  return result
}

type Side = 'target' | 'current'

/** An object metric's average keeps its bare name. */
function namesOf(source: SourceName, side: Side): Names {
  const names = side === 'target' ? targetNames : currentNames
  return source === 'object' ? { ...names, averageValue: 'averageValue' } : names
}

function toV1(source: Members, sourceName: SourceName, side: Side): Members {
  const { [side]: values, metric, describedObject, ...rest } = source as Members & { metric?: Members }
  const names = namesOf(sourceName, side)
  const { value, averageValue, averageUtilization } = (values ?? {}) as MetricValues
  return present({
    ...rest,
    target: describedObject,
    metricName: metric?.name,
    [sourceName === 'external' ? 'metricSelector' : 'selector']: metric?.selector,
    [names.value]: sourceName === 'object' && value === undefined ? '0' : value,
    [names.averageValue]: averageValue,
    [names.averageUtilization]: averageUtilization,
  })
}

function fromV1(source: Members, sourceName: SourceName, side: Side): Members {
  const names = namesOf(sourceName, side)
  const {
    [names.value]: value,
    [names.averageValue]: averageValue,
    [names.averageUtilization]: average,
    ...rest
  } = source
  const { target, metricName, selector, metricSelector, ...own } = rest
  const isAveraged = averageValue !== undefined
  const values = present({
    type: side === 'target' ? targetType(average, isAveraged) : undefined,
    value: isAveraged ? undefined : value,
    averageValue,
    averageUtilization: average,
  })
  return present({
    ...own,
    describedObject: target,
    metric:
      metricName === undefined
        ? undefined
        : present({ name: metricName, selector: selector ?? metricSelector }),
    [side]: values,
  })
}

function targetType(utilization: unknown, isAveraged: boolean): string {
  if (utilization !== undefined) return 'Utilization'
  return isAveraged ? 'AverageValue' : 'Value'
}

function present(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
