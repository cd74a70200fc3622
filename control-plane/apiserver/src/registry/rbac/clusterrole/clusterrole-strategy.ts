import { type ClusterRole, clusterRoles } from '@knarr/api/rbac/v1'
import { type FieldError, required } from '@knarr/machinery'
import { each } from '../../meta/field-check.ts'
import { validateLabelSelector } from '../../meta/label-selector-validation.ts'
import { pathSegmentName } from '../../meta/name-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { validateRules } from '../role/rule-validation.ts'

export const clusterRoleStrategy: Strategy<ClusterRole> = strategyOf<ClusterRole>({
  resource: clusterRoles,
  bumpsGeneration: null,
  allowCreateOnUpdate: true,
  validateName: pathSegmentName,
  validate: (role) => [...validateRules(role.rules, false), ...validateAggregation(role)],
})

function validateAggregation({ aggregationRule }: ClusterRole): FieldError[] {
  if (!aggregationRule) return []
  const at = 'aggregationRule.clusterRoleSelectors'
  if (!aggregationRule.clusterRoleSelectors?.length) {
    return [required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil')]
  }
  return each(at, aggregationRule.clusterRoleSelectors, (selector, field) =>
    validateLabelSelector(field, selector),
  )
}
