import type { FieldError, KubeObject } from '@knarr/machinery'
import { subdomainName } from './meta/name-validation.ts'
import { validateObjectMeta, validateObjectMetaUpdate } from './meta/object-meta-validation.ts'
import type { Strategy } from './strategy.ts'
import { nameAndCreatedAt } from './table/table-of.ts'

/**
 * Completes what a resource says about itself: its `validate…` look at everything but metadata, which is
 * checked here; an update is validated as a new object unless `validateUpdate` is given.
 */
export function strategyOf<T extends KubeObject>(definition: Strategy<T>): Strategy<T> {
  const validateName = definition.validateName ?? subdomainName
  const { takesAnyFinalizer } = definition
  const { namespaced } = definition.resource
  const specOf = (object: T): FieldError[] => definition.validate?.(object) ?? []
  return {
    ...definition,
    table: definition.table ?? nameAndCreatedAt,
    validateName,
    validate: (object) => [
      ...validateObjectMeta(object.metadata, { namespaced, validateName, takesAnyFinalizer }),
      ...specOf(object),
    ],
    validateUpdate: (object, old) => [
      ...validateObjectMetaUpdate(object.metadata, old.metadata, { takesAnyFinalizer }),
      ...(definition.validateUpdate?.(object, old) ?? specOf(object)),
    ],
    validateStatusUpdate: (object, old) => [
      ...validateObjectMetaUpdate(object.metadata, old.metadata, { takesAnyFinalizer }),
      ...(definition.validateStatusUpdate?.(object, old) ?? []),
    ],
  }
}
