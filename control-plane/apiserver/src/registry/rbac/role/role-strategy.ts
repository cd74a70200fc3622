import { type Role, roles } from '@knarr/api/rbac/v1'
import { pathSegmentName } from '../../meta/name-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { validateRules } from './rule-validation.ts'

export const roleStrategy: Strategy<Role> = strategyOf<Role>({
  resource: roles,
  bumpsGeneration: null,
  allowCreateOnUpdate: true,
  validateName: pathSegmentName,
  validate: ({ rules }) => validateRules(rules, true),
})
