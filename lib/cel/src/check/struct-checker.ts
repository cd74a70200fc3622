import type { CreateStruct } from '../parse/expression.ts'
import { type CelType, errorType, type ObjectType } from '../types/cel-type.ts'
import type { CheckContext } from './check-context.ts'

/** The type of an object that is made: its type must be declared, and its fields be of theirs. */
export function checkStruct(struct: CreateStruct, context: CheckContext): CelType {
  const name = struct.typeName.replace(/^\./, '')
  const type = context.declarations.findType(name)
  if (!type) {
    context.undeclared(struct, struct.typeName)
    for (const field of struct.fields) context.check(field.value)
    return errorType
  }
  if (type.kind !== 'object') {
    context.report(struct.offset, `'${context.text(type)}' is not a message type`)
    return errorType
  }
  for (const field of struct.fields) checkField(field, type, context)
  return type
}

function checkField(field: CreateStruct['fields'][number], type: ObjectType, context: CheckContext): void {
  const actual = field.isOptional ? context.checkOptional(field.value) : context.check(field.value)
  const wanted = type.fields.get(field.name)
  if (!wanted) {
    context.report(field.offset, `undefined field '${field.name}'`)
    return
  }
  if (context.substitutions.assign([wanted], [actual])) return
  context.report(
    field.offset,
    `expected type of field '${field.name}' is '${context.text(wanted)}' but provided type is '${context.text(actual)}'`,
  )
}
