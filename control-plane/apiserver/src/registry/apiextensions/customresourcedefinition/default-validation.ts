import type { JSONSchemaProps } from '@knarr/api/apiextensions/v1'
import { cloneJson, type FieldError, forbiddenField, invalid } from '@knarr/machinery'
import { pruneResource } from '../../../crd/structural-schema.ts'
import { validateValue } from '../../../crd/validation/validate-value.ts'
import type { JsonSchema } from '../../../openapi/json-schema.ts'
import { structuralChildren } from './schema-validation.ts'

/** A default is a value its own schema takes. */
export function validateDefaults(schema: JSONSchemaProps, field: string): FieldError[] {
  return [
    ...(schema.default === undefined ? [] : validateDefault(schema, `${field}.default`)),
    ...structuralChildren(schema, field).flatMap(([child, at]) => validateDefaults(child, at)),
  ]
}

function validateDefault(schema: JSONSchemaProps, field: string): FieldError[] {
  const whole = { type: 'object', properties: { value: schema as JsonSchema } }
  const value = cloneJson(schema.default as never)
  if (pruneResource(whole, { value }).length > 0)
    return [invalid(field, schema.default, 'must not have unknown fields')]
  return validateValue(schema as JsonSchema, value, { field })
}

/** Only what is pruned is given defaults. */
export function refuseDefaults(schema: JSONSchemaProps, field: string): FieldError[] {
  const detail = 'must not be set unless spec.preserveUnknownFields is false'
  return [
    ...(schema.default === undefined ? [] : [forbiddenField(`${field}.default`, detail)]),
    ...structuralChildren(schema, field).flatMap(([child, at]) => refuseDefaults(child, at)),
  ]
}
