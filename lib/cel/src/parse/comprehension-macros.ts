import { accumulator, bool, call, fold, identifier, literal } from './build.ts'
import type { Call, Expression } from './expression.ts'
import { ParseError } from './issue.ts'

/** What a macro's fold starts from, does and answers. */
interface Shape {
  readonly initial: Expression
  readonly condition: Expression
  readonly step: Expression
  readonly result?: Expression
}

/** What follows a macro's variables, the first of which `variable` reads. */
interface Parts {
  readonly offset: number
  readonly variable: string
  readonly body: Expression
  /** The last of two bodies; the one before it decides what is folded. */
  readonly second: Expression | undefined
}

/** Macros by name, number of variables, and number of bodies. */
const shapes: ReadonlyMap<string, (parts: Parts) => Shape> = new Map([
  ['all/1/1', all],
  ['all/2/1', all],
  ['exists/1/1', exists],
  ['exists/2/1', exists],
  ['exists_one/1/1', existsOne],
  ['exists_one/2/1', existsOne],
  ['existsOne/2/1', existsOne],
  ['filter/1/1', filter],
  ['map/1/1', transformList],
  ['map/1/2', transformList],
  ['transformList/2/1', transformList],
  ['transformList/2/2', transformList],
  ['transformMap/2/1', transformMap],
  ['transformMap/2/2', transformMap],
  ['transformMapEntry/2/1', transformMapEntry],
  ['transformMapEntry/2/2', transformMapEntry],
])

/** Expands macros that fold over a list or map; undefined for any other call. */
export function expandComprehension(macro: Call): Expression | undefined {
  return expandWith(macro, 1) ?? expandWith(macro, 2)
}

function expandWith({ name, target, args, offset }: Call, variables: 1 | 2): Expression | undefined {
  const shapeOf = shapes.get(`${name}/${variables}/${args.length - variables}`)
  const [body, second] = args.slice(variables)
  if (!shapeOf || !target || !body) return undefined
  const [variable = '', secondVariable] = args.slice(0, variables).map(variableName)
  if (variable === secondVariable) throw new ParseError(offset, `duplicate variable name: ${variable}`)
  const shape = shapeOf({ offset, variable, body, second })
  const result = shape.result ?? identifier(accumulator, offset)
  return fold({ offset, range: target, variable, secondVariable, ...shape, result })
}

function variableName(expression: Expression): string {
  if (expression.kind === 'identifier' && !expression.name.startsWith('.')) return expression.name
  throw new ParseError(expression.offset, 'argument must be a simple name')
}

function all({ offset, body }: Parts): Shape {
  const result = identifier(accumulator, offset)
  return {
    initial: bool(true, offset),
    condition: call('@not_strictly_false', offset, [result]),
    step: call('_&&_', offset, [result, body]),
  }
}

function exists({ offset, body }: Parts): Shape {
  const result = identifier(accumulator, offset)
  return {
    initial: bool(false, offset),
    condition: call('@not_strictly_false', offset, [call('!_', offset, [result])]),
    step: call('_||_', offset, [result, body]),
  }
}

function existsOne({ offset, body }: Parts): Shape {
  const one = literal({ kind: 'int', value: 1n }, offset)
  const count = identifier(accumulator, offset)
  return {
    initial: literal({ kind: 'int', value: 0n }, offset),
    condition: bool(true, offset),
    step: call('_?_:_', offset, [body, call('_+_', offset, [count, one]), count]),
    result: call('_==_', offset, [count, one]),
  }
}

function filter({ offset, variable, body }: Parts): Shape {
  return transformList({ offset, variable, body, second: identifier(variable, offset) })
}

function transformList({ offset, body, second }: Parts): Shape {
  const list = (value?: Expression): Expression => {
    return { kind: 'list', offset, elements: value ? [{ value, isOptional: false }] : [] }
  }
  const appended = call('_+_', offset, [identifier(accumulator, offset), list(second ?? body)])
  return conditional({ offset, initial: list(), step: appended, test: second && body })
}

function transformMap(parts: Parts): Shape {
  const value = parts.second ?? parts.body
  return inserted(parts, [identifier(parts.variable, parts.offset), value])
}

function transformMapEntry(parts: Parts): Shape {
  return inserted(parts, [parts.second ?? parts.body])
}

function inserted({ offset, body, second }: Parts, what: readonly Expression[]): Shape {
  const step = call('cel.@mapInsert', offset, [identifier(accumulator, offset), ...what])
  return conditional({ offset, initial: { kind: 'map', offset, entries: [] }, step, test: second && body })
}

/** A fold whose step is only taken where the test holds. */
function conditional({ offset, initial, step, test }: ConditionalFold): Shape {
  const unchanged = identifier(accumulator, offset)
  return {
    initial,
    condition: bool(true, offset),
    step: test ? call('_?_:_', offset, [test, step, unchanged]) : step,
  }
}

interface ConditionalFold {
  readonly offset: number
  readonly initial: Expression
  readonly step: Expression
  readonly test: Expression | undefined
}
