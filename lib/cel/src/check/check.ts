import type { CreateList, CreateMap, Expression, Identifier, Literal, Select } from '../parse/expression.ts'
import type { Issue } from '../parse/issue.ts'
import { mostGeneral } from '../types/assignable.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  dynType,
  errorType,
  intType,
  listType,
  mapType,
  nullType,
  optionalType,
  stringType,
  uintType,
} from '../types/cel-type.ts'
import { CallChecker } from './call-checker.ts'
import { CheckContext } from './check-context.ts'
import type { CheckedExpression } from './checked-expression.ts'
import { checkComprehension } from './comprehension-checker.ts'
import { optionalContent } from './optional-content.ts'
import { qualifiedName } from './qualified-name.ts'
import type { Declarations } from './scope.ts'
import { checkStruct } from './struct-checker.ts'

/** Finds the types of an expression and its parts, and what is wrong with it. */
export function check(
  expression: Expression,
  declarations: Declarations,
): { checked: CheckedExpression; issues: readonly Issue[] } {
  const checker = new Checker(declarations)
  checker.check(expression)
  return { checked: checker.context.finish(expression), issues: checker.context.issues }
}

const literalTypes: Readonly<Record<Literal['literal']['kind'], CelType>> = {
  null: nullType,
  bool: boolType,
  string: stringType,
  int: intType,
  uint: uintType,
  double: doubleType,
  bytes: bytesType,
}

/** Checks a node after its parts. */
class Checker {
  readonly context: CheckContext
  readonly #calls: CallChecker

  constructor(declarations: Declarations) {
    this.context = new CheckContext(declarations, (expression) => this.check(expression))
    this.#calls = new CallChecker(this.context, (select) => this.#field(select))
  }

  check(expression: Expression): CelType {
    const type = this.#typeOf(expression)
    this.context.setType(expression, type)
    return type
  }

  #typeOf(expression: Expression): CelType {
    switch (expression.kind) {
      case 'literal':
        return literalTypes[expression.literal.kind]
      case 'identifier':
        return this.#identifier(expression)
      case 'select':
        return this.#select(expression)
      case 'call':
        return this.#calls.check(expression)
      case 'list':
        return this.#list(expression)
      case 'map':
        return this.#map(expression)
      case 'struct':
        return checkStruct(expression, this.context)
      case 'comprehension':
        return checkComprehension(expression, this.context)
    }
  }

  #identifier(expression: Identifier): CelType {
    const type = this.context.resolve(expression, expression.name)
    if (type) return type
    this.context.undeclared(expression, expression.name)
    return errorType
  }

  #select(expression: Select): CelType {
    const name = qualifiedName(expression)
    const resolved = name === undefined ? undefined : this.context.resolve(expression, name)
    if (resolved) return resolved
    const type = this.#field(expression)
    return expression.isTest ? boolType : this.context.substitutions.apply(type)
  }

  /** The type of a field; an optional's field is optional. */
  #field({ operand, field, offset }: Pick<Select, 'operand' | 'field' | 'offset'>): CelType {
    const operandType = this.context.substitutions.apply(this.context.check(operand))
    const inner = optionalContent(operandType)
    const type = this.#fieldOf(inner ?? operandType, field, offset)
    return inner ? optionalType(type) : type
  }

  #fieldOf(type: CelType, field: string, offset: number): CelType {
    if (type.kind === 'map') return type.value
    if (type.kind === 'object') {
      const found = type.fields.get(field)
      if (found) return found
      this.context.report(offset, `undefined field '${field}'`)
      return errorType
    }
    if (type.kind === 'parameter') this.context.substitutions.assign([dynType], [type])
    else if (type.kind !== 'dyn' && type.kind !== 'error') {
      this.context.report(offset, `type '${this.context.text(type)}' does not support field selection`)
    }
    return dynType
  }

  #list({ elements }: CreateList): CelType {
    let joined: CelType | undefined
    for (const { value, isOptional } of elements) {
      const type = isOptional ? this.context.checkOptional(value) : this.context.check(value)
      joined = this.#join(joined, type)
    }
    return listType(joined ?? this.context.newParameter())
  }

  #map({ entries }: CreateMap): CelType {
    let keyType: CelType | undefined
    let valueType: CelType | undefined
    for (const { key, value, isOptional } of entries) {
      keyType = this.#join(keyType, this.context.check(key))
      const type = isOptional ? this.context.checkOptional(value) : this.context.check(value)
      valueType = this.#join(valueType, type)
    }
    return mapType(keyType ?? this.context.newParameter(), valueType ?? this.context.newParameter())
  }

  /** What both types are, or dyn. */
  #join(joined: CelType | undefined, type: CelType): CelType {
    if (!joined) return type
    return this.context.substitutions.assign([joined], [type]) ? mostGeneral(joined, type) : dynType
  }
}
