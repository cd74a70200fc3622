import { conformToSchema, type GroupVersionKind, strictErrorsOf } from '@knarr/api'
import type { CustomResourceDefinition, CustomResourceDefinitionVersion } from '@knarr/api/apiextensions/v1'
import type { FieldError } from '@knarr/machinery'
import { customResourceDefinitionStrategy as strategy } from '../../registry/apiextensions/customresourcedefinition/customresourcedefinition-strategy.ts'
import {
  type RuleCost,
  ruleCostsOf,
  schemaCostLimit,
} from '../../registry/apiextensions/customresourcedefinition/rule-validation.ts'
import { validateSchema } from '../../registry/apiextensions/customresourcedefinition/schema-validation.ts'
import { validateStructuralSchema } from '../../registry/apiextensions/customresourcedefinition/structural-schema-validation.ts'

const gvk: GroupVersionKind = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
}

/** What the rules of one version can cost. */
export interface VersionCost {
  readonly version: string
  readonly cost: number
  /** The most that all expressions of a version may cost together. */
  readonly limit: number
  /** The costliest first. */
  readonly rules: readonly RuleCost[]
}

export interface DefinitionLint {
  /** With its defaults. */
  readonly definition: CustomResourceDefinition
  /** What the server would refuse it for. */
  readonly errors: readonly FieldError[]
  /** What the server would warn of: `unknown field "spec.foo"`. */
  readonly warnings: readonly string[]
  /** Of the versions whose schemas are in order. */
  readonly costs: readonly VersionCost[]
}

/** A definition as the server would judge it that gets it as a new one. @throws StatusError BadRequest for what is none */
export function lintDefinition(value: unknown): DefinitionLint {
  const { object: definition, unknownFields } = conformToSchema<CustomResourceDefinition>(value, gvk)
  definition.spec ??= {} as CustomResourceDefinition['spec']
  strategy.defaults?.(definition)
  const errors = strategy.validate?.(definition) ?? []
  const costs = (definition.spec.versions ?? []).flatMap(costOfVersion)
  return { definition, errors, warnings: strictErrorsOf({ unknownFields }), costs }
}

function costOfVersion(
  { name, schema: { openAPIV3Schema: schema } = {} }: CustomResourceDefinitionVersion,
  index: number,
): VersionCost[] {
  const field = `spec.versions[${index}].schema.openAPIV3Schema`
  if (!schema || validateSchema(schema, field).length + validateStructuralSchema(schema, field).length > 0)
    return []
  const rules = ruleCostsOf(schema, field).toSorted((a, b) => b.cost - a.cost)
  const cost = rules.reduce((sum, rule) => sum + rule.cost, 0)
  return [{ version: name, cost, limit: schemaCostLimit, rules }]
}
