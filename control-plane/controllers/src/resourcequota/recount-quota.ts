import { type Amounts, addAmounts, amountsOf, isUnderQuota, resourceListOf } from '@knarr/api'
import type { ResourceQuota, ResourceQuotaStatus } from '@knarr/api/core/v1'
import { Quantity } from '@knarr/machinery'
import type { Counted } from './counted-resources.ts'

const none = Quantity.of(0)

/** A quota's status as its namespace is: of what nobody could count, what was known before. */
export function recountQuota(
  quota: ResourceQuota,
  counted: readonly Counted[],
  nowMs: number,
): ResourceQuotaStatus {
  const { metadata, spec, status } = quota
  const hard = spec.hard ?? {}
  const before = amountsOf(status?.used)
  const known = Object.keys(hard).map((name) => {
    const isCounted = counted.some(({ evaluator }) => evaluator.evaluates(name))
    return [name, isCounted ? none : before.get(name)] as const
  })
  let used: Amounts = new Map(known.filter((each): each is [string, Quantity] => each[1] !== undefined))
  for (const { evaluator, informer } of counted) {
    for (const object of informer.list(metadata.namespace)) {
      if (!isUnderQuota(evaluator, quota, object)) continue
      const limited = [...evaluator.usage(object, nowMs)].filter(([name]) => hard[name] !== undefined)
      used = addAmounts(used, new Map(limited))
    }
  }
  return { hard, used: resourceListOf(used) }
}
