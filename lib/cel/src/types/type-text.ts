import type { CelType } from './cel-type.ts'

/** A type as error texts of cel-go name it: `list(int)`, `map(string, dyn)`, `timestamp`. */
export function typeText(type: CelType): string {
  switch (type.kind) {
    case 'list':
      return `list(${typeText(type.element)})`
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.value)})`
    case 'object':
      return type.name
    case 'opaque':
      return type.parameters.length === 0
        ? type.name
        : `${type.name}(${type.parameters.map(typeText).join(', ')})`
    case 'type':
      return type.of ? `type(${typeText(type.of)})` : 'type'
    case 'parameter':
      return type.name
    case 'error':
      return '!error!'
    default:
      return type.kind
  }
}

const wellKnownNames = new Map([
  ['null', 'null_type'],
  ['timestamp', 'google.protobuf.Timestamp'],
  ['duration', 'google.protobuf.Duration'],
])

/** A type's name in evaluating: its kind without parameters, `google.protobuf.Timestamp` in full. */
export function typeName(type: CelType): string {
  if (type.kind === 'object' || type.kind === 'opaque' || type.kind === 'parameter') return type.name
  return wellKnownNames.get(type.kind) ?? type.kind
}

/** `(int, string)`, or `string.(int)` for a method's call. */
export function signatureText(types: readonly CelType[], isMethod: boolean): string {
  const texts = types.map(typeText)
  return isMethod ? `${texts[0]}.(${texts.slice(1).join(', ')})` : `(${texts.join(', ')})`
}
