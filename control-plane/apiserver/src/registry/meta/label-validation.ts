import { type FieldError, labelValueErrors, qualifiedNameErrors, tooLong } from '@knarr/machinery'
import { invalidFor } from './field-check.ts'

const totalAnnotationSizeLimit = 256 * 1024

export function validateLabelKey(field: string, key: string): FieldError[] {
  return invalidFor(field, key, qualifiedNameErrors(key))
}

export function validateLabels(
  field: string,
  labels: Readonly<Record<string, string>> | undefined,
): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...validateLabelKey(field, key),
    ...invalidFor(field, value, labelValueErrors(value)),
  ])
}

/** Keys are qualified names in any case; all of them together stay below 256 KiB. */
export function validateAnnotations(
  field: string,
  annotations: Readonly<Record<string, string>> | undefined,
): FieldError[] {
  const entries = Object.entries(annotations ?? {})
  const errors = entries.flatMap(([key]) => invalidFor(field, key, qualifiedNameErrors(key.toLowerCase())))
  const size = entries.reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  )
  return size > totalAnnotationSizeLimit ? [...errors, tooLong(field, totalAnnotationSizeLimit)] : errors
}
