import { type RoleBinding, roleBindings } from '@knarr/api/rbac/v1'
import { pathSegmentName } from '../../meta/name-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { bindingTable } from './binding-table.ts'
import { setBindingDefaults, validateBinding, validateBindingUpdate } from './binding-validation.ts'

const roleKinds = ['Role', 'ClusterRole']

export const roleBindingStrategy: Strategy<RoleBinding> = strategyOf<RoleBinding>({
  resource: roleBindings,
  bumpsGeneration: null,
  allowCreateOnUpdate: true,
  validateName: pathSegmentName,
  defaults: setBindingDefaults,
  validate: (binding) => validateBinding(binding, roleKinds),
  validateUpdate: (binding, old) => validateBindingUpdate(binding, old, roleKinds),
  table: bindingTable<RoleBinding>(),
})
