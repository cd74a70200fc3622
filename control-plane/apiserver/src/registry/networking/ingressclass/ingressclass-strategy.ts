import { type IngressClass, ingressClasses } from '@knarr/api/networking/v1'
import { type FieldError, forbiddenField, qualifiedNameErrors, required, tooLong } from '@knarr/machinery'
import { immutable, oneOf, requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

const maxController = 250

export const ingressClassStrategy: Strategy<IngressClass> = strategyOf<IngressClass>({
  resource: ingressClasses,
  defaults: (object) => {
    object.spec ??= {}
    if (object.spec.parameters) object.spec.parameters.scope ??= 'Cluster'
  },
  validate: validateIngressClass,
  validateUpdate: (object, old) => [
    ...validateIngressClass(object),
    ...immutable('spec.controller', object.spec.controller, old.spec.controller),
  ],
  table: tableOf(
    [
      column('Controller', 'The controller that serves the class.'),
      column('Parameters', 'Where the controller finds its parameters.'),
      ageColumn,
    ],
    (object, nowMs) => [object.spec.controller ?? '', parametersText(object), ageOf(object, nowMs)],
  ),
})

function validateIngressClass({ spec }: IngressClass): FieldError[] {
  const errors =
    (spec.controller ?? '').length > maxController ? [tooLong('spec.controller', maxController)] : []
  errors.push(...requiredWith('spec.controller', spec.controller, qualifiedNameErrors))
  if (!spec.parameters) return errors
  const { kind, name, scope, namespace } = spec.parameters
  const at = 'spec.parameters'
  errors.push(...requiredWith(`${at}.kind`, kind, () => []), ...requiredWith(`${at}.name`, name))
  errors.push(...oneOf(`${at}.scope`, scope, ['Cluster', 'Namespace']))
  if (scope === 'Namespace' && !namespace) {
    errors.push(required(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'"))
  }
  if (scope === 'Cluster' && namespace) {
    errors.push(forbiddenField(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'"))
  }
  return errors
}

function parametersText({ spec }: IngressClass): string {
  if (!spec.parameters) return '<none>'
  const { apiGroup, kind, name } = spec.parameters
  return apiGroup ? `${kind}.${apiGroup}/${name}` : `${kind}/${name}`
}
