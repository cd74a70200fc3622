import { type PodDisruptionBudget, podDisruptionBudgets } from '@knarr/api/policy/v1'
import { type FieldError, invalid } from '@knarr/machinery'
import { optionalOneOf } from '../../meta/field-check.ts'
import { validateLabelSelector } from '../../meta/label-selector-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { validateAtMostAll, validateIntOrPercent } from '../../workload/workload-validation.ts'

export const podDisruptionBudgetStrategy: Strategy<PodDisruptionBudget> = strategyOf<PodDisruptionBudget>({
  resource: podDisruptionBudgets,
  allowUnconditionalUpdate: false,
  defaults: (budget) => {
    budget.spec ??= {}
  },
  prepareForCreate: (budget) => {
    budget.status = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 }
  },
  validate: validatePodDisruptionBudget,
  table: tableOf(
    [
      column('Min Available', 'How many pods must stay.'),
      column('Max Unavailable', 'How many pods may be gone.'),
      column('Allowed Disruptions', 'How many pods may be evicted now.', 'integer'),
      ageColumn,
    ],
    (budget, nowMs) => [
      String(budget.spec.minAvailable ?? 'N/A'),
      String(budget.spec.maxUnavailable ?? 'N/A'),
      budget.status?.disruptionsAllowed ?? 0,
      ageOf(budget, nowMs),
    ],
  ),
})

function validatePodDisruptionBudget({ spec }: PodDisruptionBudget): FieldError[] {
  const errors: FieldError[] = []
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    errors.push(invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set'))
  }
  for (const key of ['minAvailable', 'maxUnavailable'] as const) {
    errors.push(
      ...validateIntOrPercent(spec[key], `spec.${key}`),
      ...validateAtMostAll(spec[key], `spec.${key}`),
    )
  }
  const policies = ['AlwaysAllow', 'IfHealthyBudget']
  return [
    ...errors,
    ...optionalOneOf('spec.unhealthyPodEvictionPolicy', spec.unhealthyPodEvictionPolicy, policies),
    ...validateLabelSelector('spec.selector', spec.selector),
  ]
}
