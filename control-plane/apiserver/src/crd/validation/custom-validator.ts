import type { CustomResourceSubresourceScale } from '@knarr/api/apiextensions/v1'
import { type FieldError, invalid, type KubeObject } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { validateCustomScale } from '../custom-scale.ts'
import { hasRules, validateRules } from '../rules/validate-rules.ts'
import { validateEmbedded } from './embedded-resources.ts'
import { validateListTypes } from './list-types.ts'
import { validateValue } from './validate-value.ts'

/** All that a definition says of what an object may be; `old` is the object an update replaces. */
export function customValidator(
  schema: JsonSchema,
  scale: CustomResourceSubresourceScale | undefined,
): (object: KubeObject, old?: KubeObject) => FieldError[] {
  return (object, old) => {
    const errors = [
      ...validateValue(schema, object, { field: '', old }),
      ...(scale ? validateCustomScale(object, scale) : []),
      ...validateEmbedded(schema, object),
      ...listErrors(schema, object, old),
    ]
    return [...errors, ...ruleErrors(schema, { object, old, errors })]
  }
}

/** Errors that say a value is not of the form that rules are written for. */
const blocking: readonly string[] = [
  ...['FieldValueNotSupported', 'FieldValueRequired', 'FieldValueTooLong'],
  ...['FieldValueTooMany', 'FieldValueTypeInvalid'],
]

interface Judged {
  readonly object: KubeObject
  readonly old: KubeObject | undefined
  readonly errors: readonly FieldError[]
}

function ruleErrors(schema: JsonSchema, { object, old, errors }: Judged): FieldError[] {
  if (!hasRules(schema)) return []
  if (!errors.some(({ reason }) => blocking.includes(reason))) return validateRules(schema, object, old)
  const detail =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'
  return [invalid('<nil>', undefined, detail)]
}

/** Items twice are put up with where they were before. */
function listErrors(schema: JsonSchema, object: KubeObject, old: KubeObject | undefined): FieldError[] {
  const errors = validateListTypes(schema, object)
  if (errors.length === 0 || !old) return errors
  return validateListTypes(schema, old).length > 0 ? [] : errors
}
