import type { CustomResourceSubresourceScale } from '@knarr/api/apiextensions/v1'
import type { FieldError, KubeObject } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { validateCustomScale } from '../custom-scale.ts'
import { validateEmbedded } from './embedded-resources.ts'
import { validateListTypes } from './list-types.ts'
import { validateValue } from './validate-value.ts'

/** All that a definition says of what an object may be; `old` is the object an update replaces. */
export function customValidator(
  schema: JsonSchema,
  scale: CustomResourceSubresourceScale | undefined,
): (object: KubeObject, old?: KubeObject) => FieldError[] {
  return (object, old) => [
    ...validateValue(schema, object, { field: '', old }),
    ...(scale ? validateCustomScale(object, scale) : []),
    ...validateEmbedded(schema, object),
    ...listErrors(schema, object, old),
  ]
}

/** Items twice are put up with where they were before. */
function listErrors(schema: JsonSchema, object: KubeObject, old: KubeObject | undefined): FieldError[] {
  const errors = validateListTypes(schema, object)
  if (errors.length === 0 || !old) return errors
  return validateListTypes(schema, old).length > 0 ? [] : errors
}
