export interface MetricDefinition {
  /** Upstream's name, `workqueue_depth`. */
  readonly name: string
  readonly help: string
  /** The names of the labels, in the order their values are given in. */
  readonly labels?: readonly string[]
}

/** One metric as Prometheus' text format has it. */
export interface Metric {
  readonly definition: MetricDefinition
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** The sample lines, without `# HELP` and `# TYPE`. */
  samples(): string
}

export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8'

export function metricText(metric: Metric): string {
  const { name, help } = metric.definition
  const escaped = help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')
  return `# HELP ${name} ${escaped}\n# TYPE ${name} ${metric.type}\n${metric.samples()}`
}

/** `a="1",b="2"`, without braces. */
export function labelText(names: readonly string[], values: readonly string[]): string {
  return names.map((name, index) => `${name}="${escapeLabel(values[index] ?? '')}"`).join(',')
}

/** One sample, taken at `atMs` where that is told. */
export function sampleLine(name: string, labels: string, value: number, atMs?: number): string {
  const time = atMs === undefined ? '' : ` ${atMs}`
  return `${labels ? `${name}{${labels}}` : name} ${numberText(value)}${time}\n`
}

function escapeLabel(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
}

export function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}
