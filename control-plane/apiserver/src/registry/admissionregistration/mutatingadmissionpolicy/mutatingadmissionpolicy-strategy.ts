import { type MutatingAdmissionPolicy, mutatingAdmissionPolicies } from '@knarr/api/admissionregistration/v1'
import { type FieldError, required } from '@knarr/machinery'
import { each, oneOf, optionalOneOf } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { setMatchDefaults } from '../policy/policy-defaults.ts'
import { paramKindText } from '../policy/policy-table.ts'
import { validateConstraints, validateParamKind, validateVariables } from '../policy/policy-validation.ts'
import { validateMatchConditions } from '../webhook/webhook-validation.ts'
import { validateExpressions } from './expression-validation.ts'

export const mutatingAdmissionPolicyStrategy: Strategy<MutatingAdmissionPolicy> =
  strategyOf<MutatingAdmissionPolicy>({
    resource: mutatingAdmissionPolicies,
    defaults: (policy) => {
      policy.spec ??= {}
      policy.spec.failurePolicy ??= 'Fail'
      policy.spec.reinvocationPolicy ||= 'Never'
      setMatchDefaults(policy.spec.matchConstraints)
    },
    validate: validatePolicy,
    table: tableOf(
      [
        column('Mutations', 'How many mutations there are.', 'integer'),
        column('ParamKind', 'The kind of its parameters.'),
        ageColumn,
      ],
      (policy, nowMs) => [
        policy.spec.mutations?.length ?? 0,
        paramKindText(policy.spec.paramKind),
        ageOf(policy, nowMs),
      ],
    ),
  })

function validatePolicy(policy: MutatingAdmissionPolicy): FieldError[] {
  const { spec } = policy
  return [
    ...optionalOneOf('spec.failurePolicy', spec.failurePolicy, ['Fail', 'Ignore']),
    ...validateParamKind(spec.paramKind, 'spec.paramKind'),
    ...validateConstraints(spec.matchConstraints, 'spec.matchConstraints'),
    ...validateMatchConditions(spec.matchConditions, 'spec.matchConditions'),
    ...validateVariables(spec.variables, 'spec.variables'),
    ...(spec.mutations?.length
      ? []
      : [required('spec.mutations', 'mutations must contain at least one item')]),
    ...each('spec.mutations', spec.mutations, (mutation, at) => {
      const key = mutation.patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration'
      const expression = mutation[key]?.expression
      return [
        ...oneOf(`${at}.patchType`, mutation.patchType, ['ApplyConfiguration', 'JSONPatch']),
        ...(expression?.trim() ? [] : [required(`${at}.${key}.expression`, 'expression is not specified')]),
      ]
    }),
    ...oneOf('spec.reinvocationPolicy', spec.reinvocationPolicy, ['IfNeeded', 'Never']),
    ...validateExpressions(policy),
  ]
}
