import type { PodGroupSchedulingPolicy } from '@knarr/api/scheduling/v1alpha2'
import { type FieldError, invalid } from '@knarr/machinery'
import { positive } from '../../meta/field-check.ts'

/** Pods are placed one by one or all together. */
export function validateSchedulingPolicy(policy: PodGroupSchedulingPolicy, field: string): FieldError[] {
  const count = [policy.basic, policy.gang].filter(Boolean).length
  if (count !== 1) {
    const detail = 'must specify exactly one of: `basic`, `gang`'
    return [invalid(field, policy, detail)]
  }
  return policy.gang ? positive(`${field}.gang.minCount`, policy.gang.minCount ?? 0) : []
}
