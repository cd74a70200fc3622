import {
  type ValidatingAdmissionPolicyBinding,
  validatingAdmissionPolicyBindings,
} from '@knarr/api/admissionregistration/v1'
import { duplicate, type FieldError, invalid, required } from '@knarr/machinery'
import { each, optionalOneOf, requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { setMatchDefaults } from '../policy/policy-defaults.ts'
import { policyBindingTable } from '../policy/policy-table.ts'
import { validateMatchResources, validateParamRef } from '../policy/policy-validation.ts'

const actions = ['Audit', 'Deny', 'Warn']

export const validatingAdmissionPolicyBindingStrategy: Strategy<ValidatingAdmissionPolicyBinding> =
  strategyOf<ValidatingAdmissionPolicyBinding>({
    resource: validatingAdmissionPolicyBindings,
    defaults: (binding) => setMatchDefaults(binding.spec?.matchResources),
    validate: validateBinding,
    table: policyBindingTable<ValidatingAdmissionPolicyBinding>(),
  })

function validateBinding({ spec }: ValidatingAdmissionPolicyBinding): FieldError[] {
  const list = spec.validationActions ?? []
  const seen = new Set<string>()
  const errors = each('spec.validationActions', list, (action, at) => {
    if (seen.has(action)) return [duplicate(at, action)]
    seen.add(action)
    return optionalOneOf(at, action, actions)
  })
  if (list.length === 0)
    errors.push(required('spec.validationActions', 'at least one validation action is required'))
  if (seen.has('Deny') && seen.has('Warn')) {
    const detail =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'
    errors.push(invalid('spec.validationActions', list, detail))
  }
  return [
    ...requiredWith('spec.policyName', spec.policyName),
    ...validateParamRef(spec.paramRef, 'spec.paramRef'),
    ...(spec.matchResources ? validateMatchResources(spec.matchResources, 'spec.matchResouces') : []),
    ...errors,
  ]
}
