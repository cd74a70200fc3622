import type { CheckedExpression } from '../check/checked-expression.ts'
import type { Expression, Identifier, Literal, Select } from '../parse/expression.ts'
import { CelError } from '../values/cel-error.ts'
import { TypeValue } from '../values/value.ts'
import { compileList, compileMap, compileStruct } from './compile-aggregate.ts'
import { compileCall } from './compile-call.ts'
import { compileComprehension } from './compile-comprehension.ts'
import { fieldOf, hasField } from './fields.ts'
import type { Evaluator } from './frame.ts'
import { literalValue } from './literal-value.ts'

/** What compiling a node needs: what checking found, and where comprehensions keep their variables. */
export interface Compiler {
  readonly checked: CheckedExpression
  compile(expression: Expression): Evaluator
  /** Compiles where the names are comprehension variables, kept in the slots. */
  within<T>(slots: ReadonlyMap<string, number>, compile: () => T): T
  /** A slot of its own for a comprehension's variable. */
  newSlot(): number
}

/** Turns a checked expression into a function. */
export function compile(checked: CheckedExpression): Evaluator {
  return new ClosureCompiler(checked).compile(checked.expression)
}

class ClosureCompiler implements Compiler {
  readonly checked: CheckedExpression
  #slots: ReadonlyMap<string, number> = new Map()
  #slotCount = 0

  constructor(checked: CheckedExpression) {
    this.checked = checked
  }

  newSlot(): number {
    return this.#slotCount++
  }

  within<T>(slots: ReadonlyMap<string, number>, compile: () => T): T {
    const outer = this.#slots
    this.#slots = new Map([...outer, ...slots])
    const result = compile()
    this.#slots = outer
    return result
  }

  compile(expression: Expression): Evaluator {
    switch (expression.kind) {
      case 'literal':
        return compileLiteral(expression)
      case 'identifier':
        return this.#name(expression)
      case 'select':
        return this.checked.names.has(expression) ? this.#name(expression) : this.#select(expression)
      case 'call':
        return compileCall(expression, this)
      case 'list':
        return compileList(expression, this)
      case 'map':
        return compileMap(expression, this)
      case 'struct':
        return compileStruct(expression, this)
      case 'comprehension':
        return compileComprehension(expression, this)
    }
  }

  #name(expression: Identifier | Select): Evaluator {
    const reference = this.checked.names.get(expression)
    if (reference?.type) {
      const value = new TypeValue(reference.type)
      return () => value
    }
    const name = reference?.name ?? ''
    const slot = this.#slots.get(name)
    return slot === undefined ? readVariable(name.replace(/^\./, '')) : readSlot(slot)
  }

  #select({ operand, field, isTest }: Select): Evaluator {
    const evaluate = this.compile(operand)
    if (isTest) return (frame) => hasField(evaluate(frame), field)
    return (frame) => {
      const value = evaluate(frame)
      frame.charge(1)
      return fieldOf(value, field)
    }
  }
}

function readVariable(name: string): Evaluator {
  return (frame) => {
    frame.charge(1)
    const value = frame.variable(name)
    if (value === undefined) throw new CelError(`no such attribute(s): ${name}`)
    return value
  }
}

/** A slot may hold an error, which reading it throws. */
function readSlot(slot: number): Evaluator {
  return (frame) => {
    frame.charge(1)
    const held = frame.locals[slot]
    if (held instanceof CelError) throw held
    return held ?? null
  }
}

function compileLiteral(literal: Literal): Evaluator {
  const value = literalValue(literal)
  return () => value
}
