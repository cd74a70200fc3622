import { type ClusterRoleBinding, clusterRoleBindings } from '@knarr/api/rbac/v1'
import { pathSegmentName } from '../../meta/name-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { bindingTable } from '../rolebinding/binding-table.ts'
import {
  setBindingDefaults,
  validateBinding,
  validateBindingUpdate,
} from '../rolebinding/binding-validation.ts'

const roleKinds = ['ClusterRole']

export const clusterRoleBindingStrategy: Strategy<ClusterRoleBinding> = strategyOf<ClusterRoleBinding>({
  resource: clusterRoleBindings,
  bumpsGeneration: null,
  allowCreateOnUpdate: true,
  validateName: pathSegmentName,
  defaults: setBindingDefaults,
  validate: (binding) => validateBinding(binding, roleKinds),
  validateUpdate: (binding, old) => validateBindingUpdate(binding, old, roleKinds),
  table: bindingTable<ClusterRoleBinding>(),
})
