import { accumulator } from '../parse/build.ts'
import type { Comprehension } from '../parse/expression.ts'
import { noSuchOverload } from '../values/cel-error.ts'
import { EntryMap } from '../values/entry-map.ts'
import { GrowingList } from '../values/growing-list.ts'
import { CelList, CelMap, type Held, type Value } from '../values/value.ts'
import type { Compiler } from './compile.ts'
import type { Evaluator } from './frame.ts'
import { heldValue } from './logic.ts'

interface Fold {
  readonly range: Evaluator
  readonly initial: Evaluator
  readonly condition: Evaluator
  readonly step: Evaluator
  readonly result: Evaluator
  readonly accumulator: number
  readonly variable: number
  readonly second: number | undefined
}

export function compileComprehension(comprehension: Comprehension, compiler: Compiler): Evaluator {
  const fold = compileParts(comprehension, compiler)
  return (frame) => {
    const { locals } = frame
    const range = fold.range(frame)
    locals[fold.accumulator] = heldValue(fold.initial, frame)
    for (const [first, second] of itemsOf(range, fold.second !== undefined)) {
      locals[fold.variable] = first
      if (fold.second !== undefined) locals[fold.second] = second
      if (fold.condition(frame) !== true) break
      locals[fold.accumulator] = heldValue(fold.step, frame)
    }
    locals[fold.accumulator] = finished(locals[fold.accumulator])
    return fold.result(frame)
  }
}

function compileParts(comprehension: Comprehension, compiler: Compiler): Fold {
  const range = compiler.compile(comprehension.range)
  const initial = initialOf(comprehension, compiler)
  const slots = new Map([[comprehension.accumulator, compiler.newSlot()]])
  const variables = new Map([[comprehension.variable, compiler.newSlot()]])
  if (comprehension.secondVariable !== undefined) {
    variables.set(comprehension.secondVariable, compiler.newSlot())
  }
  return compiler.within(slots, () => {
    const [condition, step] = compiler.within(variables, () => {
      return [compiler.compile(comprehension.condition), compiler.compile(comprehension.step)] as const
    })
    return {
      range,
      initial,
      condition,
      step,
      result: compiler.compile(comprehension.result),
      accumulator: slots.get(comprehension.accumulator) ?? 0,
      variable: variables.get(comprehension.variable) ?? 0,
      second: variables.get(comprehension.secondVariable ?? ''),
    }
  })
}

/** Macros fill a list or map of their own in place: nothing else can see it before it is finished. */
function initialOf({ accumulator: name, initial }: Comprehension, compiler: Compiler): Evaluator {
  if (name !== accumulator) return compiler.compile(initial)
  if (initial.kind === 'list') return () => new GrowingList()
  return initial.kind === 'map' ? () => new EntryMap() : compiler.compile(initial)
}

function finished(held: Held | undefined): Held {
  return held instanceof GrowingList ? held.finished() : (held ?? null)
}

/** What the variables go through: items, or keys; with two variables indices and items, or keys and values. */
function itemsOf(range: Value, isTwo: boolean): Iterable<readonly [Value, Value]> {
  if (range instanceof CelList) return isTwo ? indexed(range) : singles(range)
  if (range instanceof CelMap) return isTwo ? entriesOf(range) : singles(range.keys())
  throw noSuchOverload()
}

function* singles(values: Iterable<Value>): Generator<readonly [Value, Value]> {
  for (const value of values) yield [value, null]
}

function* indexed(list: CelList): Generator<readonly [Value, Value]> {
  let index = 0n
  for (const item of list) yield [index++, item]
}

function* entriesOf(map: CelMap): Generator<readonly [Value, Value]> {
  for (const key of map.keys()) yield [key, map.get(key) ?? null]
}
