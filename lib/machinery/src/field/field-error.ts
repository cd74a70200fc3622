/** What is wrong with one field; reasons and texts are those of upstream's `field.Error`. */
export interface FieldError {
  readonly reason: FieldErrorReason
  /** `spec.containers[0].name`. */
  readonly field: string
  /** The message without the field: `Invalid value: "A": must be lower case`. */
  readonly body: string
}

export type FieldErrorReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueNotFound'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'InternalError'

const withDetail = (text: string, detail: string): string => (detail ? `${text}: ${detail}` : text)

export function required(field: string, detail = ''): FieldError {
  return { reason: 'FieldValueRequired', field, body: withDetail('Required value', detail) }
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return {
    reason: 'FieldValueInvalid',
    field,
    body: withDetail(`Invalid value: ${valueText(value)}`, detail),
  }
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map((text) => JSON.stringify(text)).join(', ')
  const detail = list ? `supported values: ${list}` : ''
  return {
    reason: 'FieldValueNotSupported',
    field,
    body: withDetail(`Unsupported value: ${valueText(value)}`, detail),
  }
}

export function duplicate(field: string, value: unknown): FieldError {
  return { reason: 'FieldValueDuplicate', field, body: `Duplicate value: ${valueText(value)}` }
}

export function forbiddenField(field: string, detail: string): FieldError {
  return { reason: 'FieldValueForbidden', field, body: withDetail('Forbidden', detail) }
}

export function fieldNotFound(field: string, value: unknown): FieldError {
  return { reason: 'FieldValueNotFound', field, body: `Not found: ${valueText(value)}` }
}

export function tooLong(field: string, maxBytes: number): FieldError {
  return { reason: 'FieldValueTooLong', field, body: `Too long: may not be more than ${maxBytes} bytes` }
}

export function tooMany(field: string, actual: number, max: number): FieldError {
  return {
    reason: 'FieldValueTooMany',
    field,
    body: `Too many: ${actual}: must have at most ${max} item${max === 1 ? '' : 's'}`,
  }
}

export function typeInvalid(field: string, value: unknown, detail: string): FieldError {
  return {
    reason: 'FieldValueTypeInvalid',
    field,
    body: withDetail(`Invalid value: ${valueText(value)}`, detail),
  }
}

export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${error.body}`
}

/** Go's `%q` for strings, JSON for the rest. */
function valueText(value: unknown): string {
  if (value === undefined) return 'null'
  return JSON.stringify(value)
}
