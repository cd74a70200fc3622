import { type Amounts, addAmounts, amountsOf, type QuotaEvaluator, resourceListOf } from '@knarr/api'
import type { ResourceQuota } from '@knarr/api/core/v1'
import type { KubeObject } from '@knarr/machinery'

/** What a write takes more than was taken before; what it gives back is the controller's to see. */
export function additionalUsage(
  evaluator: QuotaEvaluator,
  { object, old }: { readonly object: KubeObject; readonly old: KubeObject | undefined },
  nowMs: number,
): Amounts {
  const usage = evaluator.usage(object, nowMs)
  const before: Amounts = old ? evaluator.usage(old, nowMs) : new Map()
  const more = [...usage].map(([name, amount]) => {
    const had = before.get(name)
    return [name, had ? amount.subtract(had) : amount] as const
  })
  return new Map(more.filter(([, amount]) => amount.sign > 0))
}

export type UsageOutcome =
  | { readonly used: Record<string, string>; readonly exceeded?: undefined }
  | { readonly exceeded: string }

/** A quota's usage once `usage` is added, or why that would be too much. */
export function usageWith({ metadata, status }: ResourceQuota, usage: Amounts): UsageOutcome {
  const hard = amountsOf(status?.hard)
  const used = amountsOf(status?.used)
  const requested = new Map([...usage].filter(([name]) => hard.has(name)))
  const next = addAmounts(used, requested)
  const exceeded = [...requested.keys()].filter((name) => {
    const [taken, most] = [next.get(name), hard.get(name)]
    return taken && most && taken.compare(most) > 0
  })
  if (exceeded.length === 0) return { used: resourceListOf(next) }
  const text = (amounts: Amounts): string => amountsText(amounts, exceeded)
  return {
    exceeded: `exceeded quota: ${metadata.name}, requested: ${text(requested)}, used: ${text(used)}, limited: ${text(hard)}`,
  }
}

function amountsText(amounts: Amounts, names: readonly string[]): string {
  return names
    .toSorted()
    .map((name) => `${name}=${amounts.get(name) ?? '0'}`)
    .join(',')
}
