import { type FieldError, fieldErrorText, invalid, notSupported } from '../field/field-error.ts'
import { labelValueErrors, qualifiedNameErrors } from '../names/names.ts'

export type SelectorOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt'

/** One condition on one label; all of a selector's requirements must hold. */
export interface Requirement {
  readonly key: string
  readonly operator: SelectorOperator
  /** Sorted. */
  readonly values: readonly string[]
}

type Labels = Readonly<Record<string, string>>

/** A checked requirement; throws upstream's error if key, operator or values are not acceptable. */
export function requirementOf(
  key: string,
  operator: SelectorOperator,
  values: readonly string[],
): Requirement {
  const errors = [...labelKeyErrors(key, 'key'), ...operandErrors(operator, values)]
  for (const [index, value] of values.entries()) {
    const texts = labelValueErrors(value)
    if (texts.length > 0) errors.push(invalid(`values[${index}][${key}]`, value, texts.join('; ')))
  }
  const texts = [...new Set(errors.map(fieldErrorText))]
  if (texts.length > 0) throw new Error(texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`)
  return { key, operator, values: [...values].sort() }
}

/** What is wrong with a label's key; `path` is where it stands. */
export function labelKeyErrors(key: string, path: string): FieldError[] {
  const texts = qualifiedNameErrors(key)
  return texts.length > 0 ? [invalid(path, key, texts.join('; '))] : []
}

function operandErrors(operator: SelectorOperator, values: readonly string[]): FieldError[] {
  const wrong = (detail: string): FieldError[] => [invalid('values', values, detail)]
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length === 0 ? wrong("for 'in', 'notin' operators, values set can't be empty") : []
    case '=':
    case '==':
    case '!=':
      return values.length === 1 ? [] : wrong('exact-match compatibility requires one single value')
    case 'exists':
    case '!':
      return values.length === 0 ? [] : wrong('values set must be empty for exists and does not exist')
    case 'gt':
    case 'lt':
      return values.length === 1
        ? integerErrors(values[0] ?? '')
        : wrong("for 'Gt', 'Lt' operators, exactly one value is required")
    default:
      return [notSupported('operator', operator, ['in', 'notin', '=', '==', '!=', 'gt', 'lt', 'exists', '!'])]
  }
}

function integerErrors(value: string): FieldError[] {
  if (integerOf(value) !== undefined) return []
  return [invalid('values[0]', value, "for 'Gt', 'Lt' operators, the value must be an integer")]
}

function integerOf(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined
  const value = BigInt(text.replace(/^\+/, ''))
  return BigInt.asIntN(64, value) === value ? value : undefined
}

export function requirementHolds(requirement: Requirement, labels: Labels): boolean {
  const { key, operator, values } = requirement
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case '=':
    case '==':
      return value !== undefined && value === values[0]
    case '!=':
      return value === undefined || value !== values[0]
    case 'in':
      return value !== undefined && values.includes(value)
    case 'notin':
      return value === undefined || !values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case 'gt':
    case 'lt':
      return value !== undefined && compares(value, operator, values[0] ?? '')
  }
}

function compares(value: string, operator: 'gt' | 'lt', bound: string): boolean {
  const left = integerOf(value)
  const right = integerOf(bound)
  if (left === undefined || right === undefined) return false
  return operator === 'gt' ? left > right : left < right
}

const symbols: Readonly<Partial<Record<SelectorOperator, string>>> = { gt: '>', lt: '<' }

/** The requirement as `parseSelector` reads it. */
export function requirementText({ key, operator, values }: Requirement): string {
  if (operator === 'exists') return key
  if (operator === '!') return `!${key}`
  if (operator === 'in' || operator === 'notin') {
    // A lone empty value needs the comma: `()` is the empty set.
    return `${key} ${operator} (${values.join(',') || ','})`
  }
  return `${key}${symbols[operator] ?? operator}${values[0] ?? ''}`
}
