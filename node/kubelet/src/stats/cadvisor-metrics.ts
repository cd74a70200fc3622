import { MetricsRegistry, type Sample } from '@knarr/component'
import type { ContainerUsage, NodeUsage, PodUsage } from './node-stats.ts'

const identity = ['container', 'id', 'image', 'name', 'namespace', 'pod']

interface Line {
  readonly labels: readonly string[]
  readonly usage: Pick<ContainerUsage, 'atMs' | 'cpuNanoseconds' | 'memoryBytes' | 'memoryWorkingSetBytes'>
  readonly startedAtMs: number
}

/**
 * `/metrics/cadvisor`: what is known here of containers, pods (`container=""`) and the node (`id="/"`), by cAdvisor's
 * names and labels.
 */
export function cadvisorMetrics(node: NodeUsage): string {
  const registry = new MetricsRegistry()
  const lines = [nodeLine(node), ...node.pods.flatMap((pod) => [podLine(pod), ...containerLines(pod)])]
  const samples = (read: (line: Line) => number, more: readonly string[] = []): Sample[] =>
    lines.map((line) => ({ labels: [...line.labels, ...more], value: read(line), atMs: line.usage.atMs }))
  registry.observe(
    {
      name: 'container_cpu_usage_seconds_total',
      help: 'Processor time used since it began, in core-seconds.',
      labels: [...identity, 'cpu'],
    },
    () => samples(({ usage }) => usage.cpuNanoseconds / 1e9, ['total']),
    'counter',
  )
  const gauges: readonly (readonly [name: string, help: string, read: (line: Line) => number])[] = [
    ['container_memory_usage_bytes', 'Memory in use, caches and all.', ({ usage }) => usage.memoryBytes],
    [
      'container_memory_working_set_bytes',
      'Memory that cannot be taken back at once.',
      ({ usage }) => usage.memoryWorkingSetBytes,
    ],
    ['container_start_time_seconds', 'When it began.', ({ startedAtMs }) => startedAtMs / 1000],
    ['container_last_seen', 'When it was last looked at.', ({ usage }) => Math.floor(usage.atMs / 1000)],
  ]
  for (const [name, help, read] of gauges) {
    registry.observe({ name, help, labels: identity }, () => samples(read))
  }
  registry.observe({ name: 'machine_memory_bytes', help: 'The memory of the machine.' }, () => [
    { value: node.memoryCapacityBytes, atMs: node.atMs },
  ])
  return registry.text()
}

function nodeLine(node: NodeUsage): Line {
  return { labels: ['', '/', '', '', '', ''], usage: node, startedAtMs: node.startedAtMs }
}

function podLine(pod: PodUsage): Line {
  const labels = ['', `/kubepods/pod${pod.uid}`, '', '', pod.namespace, pod.name]
  return { labels, usage: pod, startedAtMs: pod.startedAtMs }
}

function containerLines(pod: PodUsage): Line[] {
  return pod.containers.map((container) => ({
    labels: [
      ...[container.name, `/kubepods/pod${pod.uid}/${container.id}`, container.image, container.id],
      ...[pod.namespace, pod.name],
    ],
    usage: container,
    startedAtMs: container.startedAtMs,
  }))
}
