import { readdirSync, readFileSync } from 'node:fs'
import type { MetricDefinition } from './metric-text.ts'
import type { MetricsRegistry } from './metrics-registry.ts'

interface ProcessMetric extends MetricDefinition {
  readonly type?: 'counter'
  /** Undefined where this system does not tell. */
  read(): number | undefined
}

const processMetrics: readonly ProcessMetric[] = [
  {
    name: 'process_cpu_seconds_total',
    help: 'Time the processors have spent on this process.',
    type: 'counter',
    read() {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1e6
    },
  },
  {
    name: 'process_resident_memory_bytes',
    help: 'Memory of this process that is held in RAM.',
    read: () => process.memoryUsage.rss(),
  },
  {
    name: 'process_virtual_memory_bytes',
    help: 'Addresses this process has reserved.',
    read: () => pagesOf('/proc/self/statm', 0),
  },
  {
    name: 'process_open_fds',
    help: 'Files and sockets this process has open.',
    read: () => tried(() => readdirSync('/proc/self/fd').length),
  },
  {
    name: 'process_max_fds',
    help: 'How many files and sockets it may open.',
    read: () =>
      tried(() => Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])),
  },
  {
    name: 'nodejs_heap_size_used_bytes',
    help: 'What the heap of JavaScript objects holds.',
    read: () => process.memoryUsage().heapUsed,
  },
  {
    name: 'nodejs_heap_size_total_bytes',
    help: 'What the heap of JavaScript objects has reserved.',
    read: () => process.memoryUsage().heapTotal,
  },
  {
    name: 'nodejs_external_memory_bytes',
    help: 'Buffers and the like outside of the heap.',
    read: () => process.memoryUsage().external,
  },
]

/** Tells of the process by Prometheus' own names; read when somebody asks. */
export function observeProcess(registry: MetricsRegistry, clock: { now(): number }): void {
  const startSeconds = clock.now() / 1000 - process.uptime()
  const start: ProcessMetric = {
    name: 'process_start_time_seconds',
    help: 'When this process began, in seconds since the epoch.',
    read: () => startSeconds,
  }
  for (const { name, help, type = 'gauge', read } of [...processMetrics, start]) {
    const samples = (): { value: number }[] => {
      const value = read()
      return value === undefined || Number.isNaN(value) ? [] : [{ value }]
    }
    registry.observe({ name, help }, samples, type)
  }
}

function pagesOf(path: string, field: number): number | undefined {
  return tried(() => Number(readFileSync(path, 'utf8').split(' ')[field]) * 4096)
}

function tried(read: () => number): number | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
