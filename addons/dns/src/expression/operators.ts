import { isDeepStrictEqual } from 'node:util'
import { Pattern } from '../pattern.ts'
import { ExpressionError } from './lex-expression.ts'

export interface BinaryOperator {
  /** Those of a higher one bind tighter. */
  readonly precedence: number
  readonly isRightToLeft?: boolean
  /** `right` is evaluated only if asked for. */
  readonly apply: (left: unknown, right: () => unknown) => unknown
}

const or: BinaryOperator = { precedence: 10, apply: (left, right) => truth(left) || truth(right()) }
const and: BinaryOperator = { precedence: 15, apply: (left, right) => truth(left) && truth(right()) }

const compared = (holds: (order: number) => boolean): BinaryOperator => ({
  precedence: 20,
  apply: (left, right) => holds(order(left, right())),
})

const onTexts = (apply: (left: string, right: string) => boolean): BinaryOperator => ({
  precedence: 20,
  apply: (left, right) => apply(text(left), text(right())),
})

const onNumbers = (precedence: number, apply: (left: number, right: number) => number): BinaryOperator => ({
  precedence,
  apply: (left, right) => apply(number(left), number(right())),
})

const power: BinaryOperator = { ...onNumbers(100, (left, right) => left ** right), isRightToLeft: true }

/** With the precedences of https://expr-lang.org/docs/language-definition, in which CoreDNS's views are written. */
export const binaryOperators: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ['||', or],
  ['or', or],
  ['&&', and],
  ['and', and],
  ['==', { precedence: 20, apply: (left, right) => isDeepStrictEqual(left, right()) }],
  ['!=', { precedence: 20, apply: (left, right) => !isDeepStrictEqual(left, right()) }],
  ['<', compared((order) => order < 0)],
  ['>', compared((order) => order > 0)],
  ['<=', compared((order) => order <= 0)],
  ['>=', compared((order) => order >= 0)],
  ['in', { precedence: 20, apply: (left, right) => isIn(left, right()) }],
  ['not in', { precedence: 20, apply: (left, right) => !isIn(left, right()) }],
  ['matches', onTexts((left, right) => patternOf(right).test(left))],
  ['contains', onTexts((left, right) => left.includes(right))],
  ['startsWith', onTexts((left, right) => left.startsWith(right))],
  ['endsWith', onTexts((left, right) => left.endsWith(right))],
  ['..', { precedence: 25, apply: (left, right) => range(number(left), number(right())) }],
  ['+', { precedence: 30, apply: (left, right) => sum(left, right()) }],
  ['-', onNumbers(30, (left, right) => left - right)],
  ['*', onNumbers(60, (left, right) => left * right)],
  ['/', onNumbers(60, (left, right) => left / right)],
  ['%', onNumbers(60, (left, right) => left % right)],
  ['**', power],
  ['^', power],
  ['??', { precedence: 500, apply: (left, right) => left ?? right() }],
])

/** @throws ExpressionError unless it is one */
export function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new ExpressionError(`${kindOf(value)} is no boolean`)
}

/** @throws ExpressionError unless it is one */
export function number(value: unknown): number {
  if (typeof value === 'number') return value
  throw new ExpressionError(`${kindOf(value)} is no number`)
}

/** @throws ExpressionError unless it is one */
export function text(value: unknown): string {
  if (typeof value === 'string') return value
  throw new ExpressionError(`${kindOf(value)} is no string`)
}

function kindOf(value: unknown): string {
  return `${JSON.stringify(value)}`
}

function order(left: unknown, right: unknown): number {
  if (typeof left === 'string') return left < text(right) ? -1 : Number(left > text(right))
  return number(left) - number(right)
}

function sum(left: unknown, right: unknown): string | number {
  return typeof left === 'string' ? left + text(right) : number(left) + number(right)
}

function isIn(value: unknown, all: unknown): boolean {
  if (!Array.isArray(all)) throw new ExpressionError(`${kindOf(all)} is no array`)
  return all.some((one) => isDeepStrictEqual(one, value))
}

const longestRange = 1e6

function range(from: number, to: number): number[] {
  if (to - from >= longestRange) throw new ExpressionError('memory budget exceeded')
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

const patterns = new Map<string, Pattern>()

/** Patterns are written into expressions, and so are few. */
function patternOf(source: string): Pattern {
  const known = patterns.get(source)
  if (known) return known
  if (patterns.size > 1000) patterns.clear()
  const pattern = new Pattern(source)
  patterns.set(source, pattern)
  return pattern
}
