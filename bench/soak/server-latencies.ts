import type { ApiConnection } from '../support/api-connection.ts'

const line = /^apiserver_request_duration_seconds_bucket\{(.*)\} (\d+)$/gm

/** Requests for one object, counted by what the server says they took: bounds in milliseconds, cumulative. */
export type ServerLatencies = ReadonlyMap<number, number>

/** What the server has measured since it began. */
export async function readServerLatencies(api: ApiConnection): Promise<ServerLatencies> {
  const { body = '' } = await api.succeed({ method: 'GET', path: '/metrics' })
  const counts = new Map<number, number>()
  for (const [, labels = '', count] of body.matchAll(line)) {
    if (!labels.includes('resource="configmaps"') || /verb="(WATCH|LIST)"/.test(labels)) continue
    const bound = /le="([^"]+)"/.exec(labels)?.[1] ?? '+Inf'
    const ms = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound) * 1000
    counts.set(ms, (counts.get(ms) ?? 0) + Number(count))
  }
  return new Map([...counts].sort(([one], [other]) => one - other))
}

/** A percentile of what was measured between two readings, as Prometheus' `histogram_quantile` has it. */
export function percentileBetween(before: ServerLatencies, after: ServerLatencies, part: number): number {
  const buckets = [...after].map(([bound, count]) => ({ bound, count: count - (before.get(bound) ?? 0) }))
  const rank = (buckets.at(-1)?.count ?? 0) * part
  let lower = { bound: 0, count: 0 }
  for (const bucket of buckets) {
    if (bucket.count >= rank) {
      if (bucket.bound === Number.POSITIVE_INFINITY) return lower.bound
      const within = (rank - lower.count) / Math.max(1, bucket.count - lower.count)
      return lower.bound + (bucket.bound - lower.bound) * within
    }
    lower = bucket
  }
  return lower.bound
}
