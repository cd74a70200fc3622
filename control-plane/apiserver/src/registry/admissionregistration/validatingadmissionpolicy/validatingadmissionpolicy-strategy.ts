import {
  type ValidatingAdmissionPolicy,
  validatingAdmissionPolicies,
} from '@knarr/api/admissionregistration/v1'
import { type FieldError, required } from '@knarr/machinery'
import { each, optionalOneOf } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { setMatchDefaults } from '../policy/policy-defaults.ts'
import { paramKindText } from '../policy/policy-table.ts'
import { validateConstraints, validateParamKind, validateVariables } from '../policy/policy-validation.ts'
import { validateMatchConditions } from '../webhook/webhook-validation.ts'
import { validateExpressions } from './expression-validation.ts'

export const validatingAdmissionPolicyStrategy: Strategy<ValidatingAdmissionPolicy> =
  strategyOf<ValidatingAdmissionPolicy>({
    resource: validatingAdmissionPolicies,
    defaults: (policy) => {
      policy.spec ??= {}
      policy.spec.failurePolicy ??= 'Fail'
      setMatchDefaults(policy.spec.matchConstraints)
    },
    prepareForCreate: (policy) => {
      policy.status = {}
    },
    validate: validatePolicy,
    table: tableOf(
      [
        column('Validations', 'How many rules there are.', 'integer'),
        column('ParamKind', 'The kind of its parameters.'),
        ageColumn,
      ],
      (policy, nowMs) => [
        policy.spec.validations?.length ?? 0,
        paramKindText(policy.spec.paramKind),
        ageOf(policy, nowMs),
      ],
    ),
  })

function validatePolicy(policy: ValidatingAdmissionPolicy): FieldError[] {
  const { spec } = policy
  const errors: FieldError[] = []
  if (!spec.validations?.length && !spec.auditAnnotations?.length) {
    const detail = 'validations or auditAnnotations must contain at least one item'
    errors.push(required('spec.validations', detail), required('spec.auditAnnotations', detail))
  }
  return [
    ...optionalOneOf('spec.failurePolicy', spec.failurePolicy, ['Fail', 'Ignore']),
    ...validateParamKind(spec.paramKind, 'spec.paramKind'),
    ...validateConstraints(spec.matchConstraints, 'spec.matchConstraints'),
    ...validateMatchConditions(spec.matchConditions, 'spec.matchConditions'),
    ...validateVariables(spec.variables, 'spec.variables'),
    ...errors,
    ...each('spec.validations', spec.validations, ({ expression, reason }, at) => [
      ...(expression?.trim() ? [] : [required(`${at}.expression`, 'expression is not specified')]),
      ...optionalOneOf(`${at}.reason`, reason, [
        'Forbidden',
        'Invalid',
        'RequestEntityTooLarge',
        'Unauthorized',
      ]),
    ]),
    ...each('spec.auditAnnotations', spec.auditAnnotations, ({ key, valueExpression }, at) => [
      ...(key ? [] : [required(`${at}.key`)]),
      ...(valueExpression?.trim()
        ? []
        : [required(`${at}.valueExpression`, 'valueExpression is not specified')]),
    ]),
    ...validateExpressions(policy),
  ]
}
