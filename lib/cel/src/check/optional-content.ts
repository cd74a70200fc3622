import type { CelType } from '../types/cel-type.ts'

/** What an optional type is of; undefined for other types. */
export function optionalContent(type: CelType): CelType | undefined {
  return type.kind === 'opaque' && type.name === 'optional_type' ? type.parameters[0] : undefined
}
