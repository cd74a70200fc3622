import { MetricsRegistry, type Sample } from '@knarr/component'
import type { ContainerUsage, NodeUsage, PodUsage } from './node-stats.ts'

interface OfContainer {
  readonly container: ContainerUsage
  readonly pod: PodUsage
}

/** `/metrics/resource`, which metrics-server reads, by upstream's names; without `node`, that it could not be had. */
export function resourceMetrics(node: NodeUsage | undefined): string {
  const registry = new MetricsRegistry()
  const failed = [{ value: node ? 0 : 1 }]
  registry.observe(
    { name: 'resource_scrape_error', help: '1 where the figures could not be had.' },
    () => failed,
  )
  if (node) tellUsage(node, registry)
  return registry.text()
}

function tellUsage(node: NodeUsage, registry: MetricsRegistry): void {
  const { pods } = node
  const containers: OfContainer[] = pods.flatMap((pod) =>
    pod.containers.map((container) => ({ container, pod })),
  )
  const ofNode = (value: number): Sample[] => [{ value, atMs: node.atMs }]
  const ofPods = (read: (pod: PodUsage) => number): Sample[] =>
    pods.map((pod) => ({ labels: [pod.namespace, pod.name], value: read(pod), atMs: pod.atMs }))
  const ofContainers = (read: (container: ContainerUsage) => number): Sample[] =>
    containers.map(({ container, pod }) => ({
      ...{ labels: [container.name, pod.namespace, pod.name], value: read(container), atMs: container.atMs },
    }))
  const podLabels = ['namespace', 'pod']
  const containerLabels = ['container', ...podLabels]
  const tell = (
    { name, help, labels = [] }: { name: string; help: string; labels?: readonly string[] },
    samples: readonly Sample[],
    type: 'counter' | 'gauge' = 'gauge',
  ): void => registry.observe({ name, help, labels }, () => samples, type)

  const cpuHelp = 'Processor time used since it began, in core-seconds.'
  const memoryHelp = 'Memory that cannot be taken back at once, in bytes.'
  const seconds = ({ cpuNanoseconds }: { cpuNanoseconds: number }): number => cpuNanoseconds / 1e9
  const bytes = ({ memoryWorkingSetBytes }: { memoryWorkingSetBytes: number }): number =>
    memoryWorkingSetBytes
  tell({ name: 'node_cpu_usage_seconds_total', help: cpuHelp }, ofNode(seconds(node)), 'counter')
  tell({ name: 'node_memory_working_set_bytes', help: memoryHelp }, ofNode(bytes(node)))
  tell({ name: 'pod_cpu_usage_seconds_total', help: cpuHelp, labels: podLabels }, ofPods(seconds), 'counter')
  tell({ name: 'pod_memory_working_set_bytes', help: memoryHelp, labels: podLabels }, ofPods(bytes))
  tell(
    { name: 'container_cpu_usage_seconds_total', help: cpuHelp, labels: containerLabels },
    ofContainers(seconds),
    'counter',
  )
  tell(
    { name: 'container_memory_working_set_bytes', help: memoryHelp, labels: containerLabels },
    ofContainers(bytes),
  )
  tell(
    {
      name: 'container_start_time_seconds',
      help: 'When the container began, in seconds since the epoch.',
      labels: containerLabels,
    },
    ofContainers(({ startedAtMs }) => startedAtMs / 1000),
  )
}
