import type { SuccessPolicy, SuccessPolicyRule } from '@knarr/api/batch/v1'
import { IndexIntervals } from './index-intervals.ts'

/** The message of the first rule that the succeeded indexes fulfil; undefined if none is. */
export function matchSuccessPolicy(
  policy: SuccessPolicy | undefined,
  completions: number,
  succeeded: IndexIntervals,
): string | undefined {
  if (!policy || succeeded.total === 0) return undefined
  const index = policy.rules.findIndex((rule) => isFulfilled(rule, completions, succeeded))
  return index < 0 ? undefined : `Matched rules at index ${index}`
}

function isFulfilled(rule: SuccessPolicyRule, completions: number, succeeded: IndexIntervals): boolean {
  const { succeededIndexes, succeededCount } = rule
  if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.total >= succeededCount
  const required = IndexIntervals.parse(succeededIndexes, completions)
  return required.sharedWith(succeeded) >= (succeededCount ?? required.total)
}
