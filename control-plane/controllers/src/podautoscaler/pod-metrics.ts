import type { Resource } from '@knarr/api'
import type { PodMetrics } from '@knarr/api/metrics/v1beta1'
import type { Client } from '@knarr/client'
import { parseDuration, parseQuantity } from '@knarr/machinery'

/** What metrics servers serve beside the API of the cluster. */
export const podMetrics: Resource<PodMetrics> = {
  ...{ group: 'metrics.k8s.io', version: 'v1beta1', plural: 'pods', kind: 'PodMetrics', namespaced: true },
}

/** What a pod used of one resource, in thousandths of its unit, over the window that ended at `atMs`. */
export interface Sample {
  readonly milli: number
  readonly atMs: number
  readonly windowMs: number
}

export interface MetricQuery {
  readonly namespace: string
  readonly labelSelector: string
  readonly resource: string
  /** Only this container of each pod. */
  readonly container?: string | undefined
}

/** The pods' use of a resource by their names; a pod of which a container has no sample is left out. */
export async function fetchSamples(client: Client, query: MetricQuery): Promise<Map<string, Sample>> {
  const { namespace, labelSelector, resource, container } = query
  const failed = `unable to get metrics for resource ${resource}`
  const items = await client.list(podMetrics, { namespace, labelSelector }).then(
    (list) => list.items,
    (error: Error) => {
      throw new Error(`${failed}: unable to fetch metrics from resource metrics API: ${error.message}`, {
        cause: error,
      })
    },
  )
  if (items.length === 0) throw new Error(`${failed}: no metrics returned from resource metrics API`)
  const samples = new Map<string, Sample>()
  for (const item of items) {
    const milli = usageOf(item, resource, container)
    if (milli === undefined) continue
    const windowMs = parseDuration(String(item.window))
    samples.set(item.metadata.name, { milli, atMs: Date.parse(item.timestamp), windowMs })
  }
  return samples
}

function usageOf({ containers }: PodMetrics, resource: string, container?: string): number | undefined {
  const wanted = container === undefined ? containers : containers.filter(({ name }) => name === container)
  let sum = 0
  for (const { usage } of wanted) {
    const amount = usage[resource]
    if (amount === undefined) return undefined
    sum += Number(parseQuantity(amount).milliValue())
  }
  return wanted.length > 0 ? sum : undefined
}
