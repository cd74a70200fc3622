import { bool, call, identifier } from './build.ts'
import { expandComprehension } from './comprehension-macros.ts'
import type { Call, Expression } from './expression.ts'
import { ParseError } from './issue.ts'

/** What a call of a macro's name and shape stands for; undefined if it is a plain call. */
type Macro = (call: Call) => Expression | undefined

const macros: ReadonlyMap<string, Macro> = new Map<string, Macro>([
  ['has', expandHas],
  ['bind', expandBind],
  ['optMap', (macro) => expandOptional(macro, (value, at) => call('optional.of', at, [value]))],
  ['optFlatMap', (macro) => expandOptional(macro, (value) => value)],
])

/** The call, or what it stands for if it is a macro's. */
export function expandMacro(macro: Call): Expression {
  const expand = macros.get(macro.name)
  return expand?.(macro) ?? expandComprehension(macro) ?? macro
}

function expandHas({ target, args: [field, ...more], offset }: Call): Expression | undefined {
  if (target || !field || more.length > 0) return undefined
  if (field.kind !== 'select' || field.isTest)
    throw new ParseError(field.offset, 'invalid argument to has() macro')
  return { ...field, offset, isTest: true }
}

/** `cel.bind(name, value, body)` is a fold over nothing whose accumulator is the name. */
function expandBind({ target, args, offset }: Call): Expression | undefined {
  const [name, value, body] = args
  if (target?.kind !== 'identifier' || target.name !== 'cel' || !name || !value || !body || args.length > 3) {
    return undefined
  }
  if (name.kind !== 'identifier') {
    throw new ParseError(name.offset, 'cel.bind() variable names must be simple identifiers')
  }
  return {
    kind: 'comprehension',
    offset,
    range: { kind: 'list', offset, elements: [] },
    variable: '#unused',
    secondVariable: undefined,
    accumulator: name.name,
    initial: value,
    condition: bool(false, offset),
    step: identifier(name.name, offset),
    result: body,
  }
}

/** `target.optMap(name, body)`: none stays none, and a value is bound to the name. */
function expandOptional(
  { target, args, offset, name: macroName }: Call,
  wrap: (value: Expression, offset: number) => Expression,
): Expression | undefined {
  const [name, body] = args
  if (!target || !name || !body || args.length > 2) return undefined
  if (name.kind !== 'identifier') {
    throw new ParseError(name.offset, `${macroName}() variable name must be a simple identifier`)
  }
  const bound: Expression = {
    kind: 'comprehension',
    offset,
    accumulator: name.name,
    range: { kind: 'list', offset, elements: [] },
    variable: '#unused',
    secondVariable: undefined,
    initial: call('value', offset, [], target),
    condition: bool(false, offset),
    step: identifier(name.name, offset),
    result: wrap(body, offset),
  }
  const present = call('hasValue', offset, [], target)
  const none = call('optional.none', offset, [])
  return call('_?_:_', offset, [present, bound, none])
}
