import { deepEqual, type FieldError, invalid, notSupported, required } from '@knarr/machinery'

const nonNegativeMessage = 'must be greater than or equal to 0'

/** One error per message. */
export function invalidFor(field: string, value: unknown, messages: readonly string[]): FieldError[] {
  return messages.map((message) => invalid(field, value, message))
}

export function immutable(field: string, value: unknown, old: unknown): FieldError[] {
  return deepEqual(value, old) ? [] : [invalid(field, value, 'field is immutable')]
}

export function nonNegative(field: string, value: number | undefined): FieldError[] {
  return value !== undefined && value < 0 ? [invalid(field, value, nonNegativeMessage)] : []
}

export function positive(
  field: string,
  value: number | undefined,
  message = 'must be greater than 0',
): FieldError[] {
  return value !== undefined && value <= 0 ? [invalid(field, value, message)] : []
}

export function inRange(
  field: string,
  value: number | undefined,
  range: readonly [number, number],
): FieldError[] {
  if (value === undefined || (value >= range[0] && value <= range[1])) return []
  return [invalid(field, value, `must be between ${range[0]} and ${range[1]}, inclusive`)]
}

/** Refuses a missing value, and one that is not in the list; what is supported is told in the list's order. */
export function oneOf(field: string, value: string | undefined, supported: readonly string[]): FieldError[] {
  if (!value) return [required(field)]
  return optionalOneOf(field, value, supported)
}

export function optionalOneOf(
  field: string,
  value: string | undefined,
  supported: readonly string[],
): FieldError[] {
  return value === undefined || supported.includes(value) ? [] : [notSupported(field, value, supported)]
}

/** A missing value is an error; a present one must satisfy `errors`. */
export function requiredWith(
  field: string,
  value: string | undefined,
  errors: (value: string) => string[] = () => [],
): FieldError[] {
  return value ? invalidFor(field, value, errors(value)) : [required(field)]
}

/** Checks each item under its index. */
export function each<T>(
  field: string,
  items: readonly T[] | undefined,
  check: (item: T, field: string, index: number) => FieldError[],
): FieldError[] {
  const errors: FieldError[] = []
  items?.forEach((item, index) => {
    errors.push(...check(item, `${field}[${index}]`, index))
  })
  return errors
}
