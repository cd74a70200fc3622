import { bool, call, identifier } from './build.ts'
import { expandComprehension } from './comprehension-macros.ts'
import type { Call, Expression } from './expression.ts'
import { ParseError } from './issue.ts'

/** What a call of a macro's name and shape stands for; undefined if it is a plain call. */
type Macro = (call: Call) => Expression | undefined

const macros: ReadonlyMap<string, Macro> = new Map<string, Macro>([
  ['has', expandHas],
  ['bind', expandBind],
  ['sortBy', expandSortBy],
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

/** `cel.bind(name, value, body)`. */
function expandBind({ target, args, offset }: Call): Expression | undefined {
  const [name, value, body] = args
  if (target?.kind !== 'identifier' || target.name !== 'cel' || !name || !value || !body || args.length > 3) {
    return undefined
  }
  if (name.kind !== 'identifier') {
    throw new ParseError(name.offset, 'cel.bind() variable names must be simple identifiers')
  }
  return boundTo(name.name, value, body, offset)
}

/** A fold over nothing whose accumulator is the name. */
function boundTo(name: string, value: Expression, body: Expression, offset = body.offset): Expression {
  return {
    kind: 'comprehension',
    offset,
    range: { kind: 'list', offset, elements: [] },
    variable: '#unused',
    secondVariable: undefined,
    accumulator: name,
    initial: value,
    condition: bool(false, offset),
    step: identifier(name, offset),
    result: body,
  }
}

const sortedInput = '@__sortBy_input__'

/** `list.sortBy(name, key)`: the list is bound, and sorted by what `map` makes of it. */
function expandSortBy({ target, args, offset }: Call): Expression | undefined {
  if (!target || args.length !== 2) return undefined
  if (target.kind === 'literal' || target.kind === 'map') {
    const message =
      'sortBy can only be applied to a list, identifier, comprehension, call or select expression'
    throw new ParseError(target.offset, message)
  }
  const input = identifier(sortedInput, offset)
  const keys = expandComprehension({ kind: 'call', name: 'map', offset, target: input, args })
  if (!keys) return undefined
  return boundTo(sortedInput, target, call('@sortByAssociatedKeys', offset, [keys], input))
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
  const bound = boundTo(name.name, call('value', offset, [], target), wrap(body, offset), offset)
  const present = call('hasValue', offset, [], target)
  const none = call('optional.none', offset, [])
  return call('_?_:_', offset, [present, bound, none])
}
