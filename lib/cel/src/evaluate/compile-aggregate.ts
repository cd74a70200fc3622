import type { CreateList, CreateMap, CreateStruct, Expression } from '../parse/expression.ts'
import { CelError } from '../values/cel-error.ts'
import { EntryMap } from '../values/entry-map.ts'
import { StructMap } from '../values/struct-map.ts'
import { ArrayList, keyOf, Optional, type Value } from '../values/value.ts'
import { valueText } from '../values/value-text.ts'
import type { Compiler } from './compile.ts'
import type { Evaluator, Frame } from './frame.ts'

const listCost = 10
const mapCost = 30
const structCost = 40

/** Lists of constants are made once, and cost nothing. */
export function compileList({ elements }: CreateList, compiler: Compiler): Evaluator {
  const parts = elements.map(({ value, isOptional }) => ({ evaluate: compiler.compile(value), isOptional }))
  const make = (frame: Frame): Value => {
    const items: Value[] = []
    for (const { evaluate, isOptional } of parts) {
      const value = present(evaluate(frame), isOptional)
      if (value !== undefined) items.push(value)
    }
    return new ArrayList(items)
  }
  return isConstant(elements.map(({ value }) => value)) ? once(make) : charged(listCost, make)
}

export function compileMap({ entries }: CreateMap, compiler: Compiler): Evaluator {
  const parts = entries.map(({ key, value, isOptional }) => ({
    evaluateKey: compiler.compile(key),
    evaluate: compiler.compile(value),
    isOptional,
  }))
  const make = (frame: Frame): Value => {
    const map = new EntryMap()
    for (const { evaluateKey, evaluate, isOptional } of parts) {
      const key = evaluateKey(frame)
      if (keyOf(key) === undefined || typeof key === 'number') throw new CelError('unsupported key type')
      const value = present(evaluate(frame), isOptional)
      if (value !== undefined && !map.insert(key, value)) {
        throw new CelError(`Failed with repeated key: ${valueText(key)}`)
      }
    }
    return map
  }
  const all = entries.flatMap(({ key, value }) => [key, value])
  return isConstant(all) ? once(make) : charged(mapCost, make)
}

export function compileStruct({ typeName, fields }: CreateStruct, compiler: Compiler): Evaluator {
  const parts = fields.map(({ name, value, isOptional }) => ({
    name,
    evaluate: compiler.compile(value),
    isOptional,
  }))
  return charged(structCost, (frame) => {
    const made = new Map<string, Value>()
    for (const { name, evaluate, isOptional } of parts) {
      const value = present(evaluate(frame), isOptional)
      if (value !== undefined) made.set(name, value)
    }
    return new StructMap(typeName.replace(/^\./, ''), made)
  })
}

/** The value, or what is in an optional that is asked for with `?`. */
function present(value: Value, isOptional: boolean): Value | undefined {
  if (!isOptional) return value
  if (value instanceof Optional) return value.value
  throw new CelError(`cannot initialize optional entry from non-optional value ${valueText(value)}`)
}

function isConstant(parts: readonly Expression[]): boolean {
  return parts.every((part) => part.kind === 'literal')
}

function once(make: Evaluator): Evaluator {
  let made: Value | undefined
  return (frame) => {
    made ??= make(frame)
    return made
  }
}

function charged(cost: number, make: Evaluator): Evaluator {
  return (frame) => {
    const value = make(frame)
    frame.charge(cost)
    return value
  }
}
