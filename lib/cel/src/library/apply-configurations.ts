import type { Library } from '../check/declarations.ts'
import { type CelType, dynType, type FieldTypes, objectType } from '../types/cel-type.ts'

const anyField: FieldTypes = { get: () => dynType }

/** The type of an apply configuration. */
export const applyConfigurationType: CelType = objectType('Object', anyField)

/**
 * Apply configurations, as mutating policies make them: `Object{spec: Object.spec{replicas: 2}}`. Types are named
 * after the path of their field, and take any field; what an object may have is told when it is applied.
 */
export const applyConfigurationLibrary: Library = {
  functions: [],
  findType: (name) => {
    if (name === 'Object') return applyConfigurationType
    return name.startsWith('Object.') ? objectType(name, anyField) : undefined
  },
}
