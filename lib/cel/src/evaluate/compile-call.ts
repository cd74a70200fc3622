import type { Overload } from '../check/declarations.ts'
import type { Call, Expression } from '../parse/expression.ts'
import { CelError, noSuchOverload } from '../values/cel-error.ts'
import { isOfType } from '../values/type-of.ts'
import { keyOf, type Value } from '../values/value.ts'
import type { Compiler } from './compile.ts'
import { fieldOf, itemOf, optionalField, optionalItem } from './fields.ts'
import type { Evaluator, Frame } from './frame.ts'
import { literalValue } from './literal-value.ts'
import { compileAnd, compileConditional, compileOr } from './logic.ts'

type CallCompiler = (call: Call, compiler: Compiler) => Evaluator

/** Operators that do not take their arguments as values. */
const special: ReadonlyMap<string, CallCompiler> = new Map<string, CallCompiler>([
  ['_&&_', (call, compiler) => compileAnd(call.args.map((arg) => compiler.compile(arg)))],
  ['_||_', (call, compiler) => compileOr(call.args.map((arg) => compiler.compile(arg)))],
  ['_?_:_', (call, compiler) => compileConditional(call.args.map((arg) => compiler.compile(arg)))],
  ['_[_]', compileIndex(itemOf)],
  ['_[?_]', compileIndex(optionalItem)],
  ['_?._', compileIndex((value, field) => optionalField(value, String(field)))],
  ['@not_strictly_false', compileNotStrictlyFalse],
])

export function compileCall(call: Call, compiler: Compiler): Evaluator {
  const compileSpecial = call.target ? undefined : special.get(call.name)
  if (compileSpecial) return compileSpecial(call, compiler)
  const overloads = compiler.checked.overloads.get(call) ?? []
  const isQualified = compiler.checked.qualifiedCalls.has(call)
  const parts = call.target && !isQualified ? [call.target, ...call.args] : call.args
  return compileMembership(parts, overloads, compiler) ?? compileFunction(parts, overloads, compiler)
}

function compileFunction(
  parts: readonly Expression[],
  overloads: readonly Overload[],
  compiler: Compiler,
): Evaluator {
  const evaluators = parts.map((part) => compiler.compile(part))
  const [only] = overloads
  const isExact = overloads.length === 1 && only && parts.every((part) => isKnown(part, compiler))
  const choose = isExact
    ? (): Overload => only
    : (args: readonly Value[]): Overload => chosen(overloads, args)
  return (frame) => {
    const args: Value[] = []
    for (const evaluate of evaluators) args.push(evaluate(frame))
    return invoke(choose(args), args, frame)
  }
}

/** Whether the type found in checking is certainly that of the value. */
function isKnown(part: Expression, compiler: Compiler): boolean {
  const kind = compiler.checked.types.get(part)?.kind
  return kind === 'int' || kind === 'string' || kind === 'bool' || kind === 'double'
}

function chosen(overloads: readonly Overload[], args: readonly Value[]): Overload {
  for (const overload of overloads) {
    if (overload.parameters.every((type, index) => isOfType(args[index] ?? null, type))) return overload
  }
  throw noSuchOverload()
}

function invoke({ invoke: call, cost }: Overload, args: Value[], frame: Frame): Value {
  const result = call(...args)
  frame.charge(cost ? cost.actual(args, result) : 1)
  return result
}

function compileIndex(read: (value: Value, index: Value) => Value): CallCompiler {
  return ({ args }, compiler) => {
    const [value, index] = args.map((arg) => compiler.compile(arg))
    if (!value || !index) return fieldless
    return (frame) => {
      const operand = value(frame)
      const at = index(frame)
      frame.charge(1)
      return read(operand, at)
    }
  }
}

const fieldless: Evaluator = () => fieldOf(null, '')

/** True unless the operand is false: an error goes on too. */
function compileNotStrictlyFalse({ args }: Call, compiler: Compiler): Evaluator {
  const [operand] = args.map((arg) => compiler.compile(arg))
  return (frame) => {
    frame.charge(1)
    try {
      return operand?.(frame) !== false
    } catch (error) {
      if (error instanceof CelError) return true
      throw error
    }
  }
}

/** `x in [1, 2]` over constants is looked up rather than searched. */
function compileMembership(
  [needle, list]: readonly Expression[],
  overloads: readonly Overload[],
  compiler: Compiler,
): Evaluator | undefined {
  if (overloads.length !== 1 || overloads[0]?.id !== 'in_list' || !needle || list?.kind !== 'list')
    return undefined
  const members = new Set<unknown>()
  for (const { value, isOptional } of list.elements) {
    if (value.kind !== 'literal' || isOptional || keyOf(literalValue(value)) === undefined) return undefined
    members.add(keyOf(literalValue(value)))
  }
  const evaluate = compiler.compile(needle)
  return (frame) => members.has(keyOf(evaluate(frame)))
}
