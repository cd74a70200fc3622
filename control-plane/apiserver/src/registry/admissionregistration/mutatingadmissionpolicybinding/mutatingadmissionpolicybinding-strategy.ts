import {
  type MutatingAdmissionPolicyBinding,
  mutatingAdmissionPolicyBindings,
} from '@knarr/api/admissionregistration/v1'
import { requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { setMatchDefaults } from '../policy/policy-defaults.ts'
import { policyBindingTable } from '../policy/policy-table.ts'
import { validateMatchResources, validateParamRef } from '../policy/policy-validation.ts'

export const mutatingAdmissionPolicyBindingStrategy: Strategy<MutatingAdmissionPolicyBinding> =
  strategyOf<MutatingAdmissionPolicyBinding>({
    resource: mutatingAdmissionPolicyBindings,
    defaults: (binding) => setMatchDefaults(binding.spec?.matchResources),
    validate: ({ spec }) => [
      ...requiredWith('spec.policyName', spec.policyName),
      ...validateParamRef(spec.paramRef, 'spec.paramRef'),
      ...(spec.matchResources ? validateMatchResources(spec.matchResources, 'spec.matchResources') : []),
    ],
    table: policyBindingTable<MutatingAdmissionPolicyBinding>(),
  })
