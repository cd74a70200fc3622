import type { CustomResourceDefinitionVersion } from '@knarr/api/apiextensions/v1'
import { cloneJson, type FieldError, type KubeObject } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { fillDefaults, pruneResource } from '../structural-schema.ts'
import { customValidator } from '../validation/custom-validator.ts'

export interface ObjectProblems {
  /** What an object that is written as it is now would be refused for. */
  readonly errors: readonly FieldError[]
  /** Fields the version does not know, which the next write loses. */
  readonly lost: readonly string[]
}

/** What an object that is there would meet if its version came to be this one. */
export function objectProblems(version: CustomResourceDefinitionVersion, there: KubeObject): ObjectProblems {
  const schema = (version.schema?.openAPIV3Schema ?? {}) as JsonSchema
  const object = cloneJson(there)
  const lost = pruneResource(schema, object)
  fillDefaults(schema, object)
  return { errors: customValidator(schema, version.subresources?.scale)(object), lost }
}
