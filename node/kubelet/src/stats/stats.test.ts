import { describe, expect, it } from 'vitest'
import { cadvisorMetrics } from './cadvisor-metrics.ts'
import type { ContainerUsage, NodeUsage, PodUsage } from './node-stats.ts'
import { resourceMetrics } from './resource-metrics.ts'
import { summaryOf } from './summary.ts'
import { UsageRates } from './usage-rates.ts'

const atMs = Date.parse('2026-01-01T00:00:10Z')
const startedAtMs = Date.parse('2026-01-01T00:00:00Z')
const used = { atMs, cpuNanoseconds: 1_500_000_000, memoryBytes: 2048, memoryWorkingSetBytes: 1024 }

const container: ContainerUsage = {
  ...{ ...used, cpuNanoCores: 150_000_000, id: 'c1', name: 'main', image: 'web:1', startedAtMs },
  writableLayerBytes: 10,
}

const pod: PodUsage = {
  ...{ ...used, uid: 'u1', name: 'web', namespace: 'default', startedAtMs },
  containers: [container],
}

const node: NodeUsage = {
  ...{ ...used, nodeName: 'n1', startedAtMs, memoryCapacityBytes: 10_000, pods: [pod] },
  fileSystem: { availableBytes: 60, capacityBytes: 100, inodes: 9, inodesFree: 5 },
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line && !line.startsWith('#'))

describe('what a node tells of use', () => {
  it('has the lines that metrics-server reads, with the times they were taken at', () => {
    expect(linesOf(resourceMetrics(node))).toEqual([
      `container_cpu_usage_seconds_total{container="main",namespace="default",pod="web"} 1.5 ${atMs}`,
      `container_memory_working_set_bytes{container="main",namespace="default",pod="web"} 1024 ${atMs}`,
      `container_start_time_seconds{container="main",namespace="default",pod="web"} 1767225600 ${atMs}`,
      `node_cpu_usage_seconds_total 1.5 ${atMs}`,
      `node_memory_working_set_bytes 1024 ${atMs}`,
      `pod_cpu_usage_seconds_total{namespace="default",pod="web"} 1.5 ${atMs}`,
      `pod_memory_working_set_bytes{namespace="default",pod="web"} 1024 ${atMs}`,
      'resource_scrape_error 0',
    ])
  })

  it('says that it could not be had', () => {
    expect(linesOf(resourceMetrics(undefined))).toEqual(['resource_scrape_error 1'])
  })

  it('has cAdvisor’s series of node, pod and container', () => {
    const cpu = linesOf(cadvisorMetrics(node)).filter((line) => line.startsWith('container_cpu'))
    expect(cpu.map((line) => line.replace(/^[^{]*/, ''))).toEqual([
      `{container="",id="/",image="",name="",namespace="",pod="",cpu="total"} 1.5 ${atMs}`,
      `{container="",id="/kubepods/podu1",image="",name="",namespace="default",pod="web",cpu="total"} 1.5 ${atMs}`,
      `{container="main",id="/kubepods/podu1/c1",image="web:1",name="c1",namespace="default",pod="web",cpu="total"} 1.5 ${atMs}`,
    ])
  })

  it('is summed up', () => {
    const time = '2026-01-01T00:00:10Z'
    const startTime = '2026-01-01T00:00:00Z'
    const memory = { time, usageBytes: 2048, workingSetBytes: 1024 }
    const cpu = { time, usageCoreNanoSeconds: 1_500_000_000 }
    const busy = { ...cpu, usageNanoCores: 150_000_000 }
    expect(summaryOf(node, { onlyCpuAndMemory: true })).toEqual({
      node: {
        ...{ nodeName: 'n1', systemContainers: [], startTime, cpu },
        memory: { ...memory, availableBytes: 8976 },
      },
      pods: [
        {
          ...{ podRef: { name: 'web', namespace: 'default', uid: 'u1' }, startTime, cpu, memory },
          containers: [{ name: 'main', startTime, cpu: busy, memory }],
        },
      ],
    })
    expect(summaryOf(node, { onlyCpuAndMemory: false })).toMatchObject({
      node: { fs: { capacityBytes: 100, usedBytes: 40, inodesUsed: 4 } },
      pods: [{ 'ephemeral-storage': { usedBytes: 10 }, containers: [{ rootfs: { usedBytes: 10 } }] }],
    })
  })
})

describe('UsageRates', () => {
  it('are known from the second look on, and anew after a restart', () => {
    const rates = new UsageRates()
    expect(rates.rateOf('a', 0, 100)).toBeUndefined()
    expect(rates.rateOf('a', 500, 200)).toBeUndefined()
    expect(rates.rateOf('a', 2000, 1100)).toBe(500)
    expect(rates.rateOf('a', 2500, 9100)).toBe(500)
    expect(rates.rateOf('a', 4000, 100)).toBeUndefined()
    expect(rates.rateOf('a', 5000, 400)).toBe(300)
  })

  it('forget what is gone', () => {
    const rates = new UsageRates()
    rates.rateOf('a', 0, 0)
    rates.forgetUnseen()
    rates.forgetUnseen()
    expect(rates.rateOf('a', 2000, 100)).toBeUndefined()
  })
})
