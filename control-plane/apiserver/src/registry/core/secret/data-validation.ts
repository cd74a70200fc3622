import { deepEqual, type FieldError, forbiddenField } from '@knarr/machinery'

/** Keys and values of a Secret or ConfigMap together: 1 MiB. */
export const maxDataSize: number = 1024 * 1024

/** How many bytes base64 text stands for. */
export function base64Size(text: string): number {
  return Buffer.from(text, 'base64').length
}

/** What was declared immutable stays so, and so do its data. */
export function validateImmutable<T extends { immutable?: boolean }>(
  object: T,
  old: T,
  keys: readonly (keyof T & string)[],
): FieldError[] {
  if (!old.immutable) return []
  const detail = 'field is immutable when `immutable` is set'
  const errors = object.immutable ? [] : [forbiddenField('immutable', detail)]
  for (const key of keys) {
    if (!deepEqual(object[key] ?? {}, old[key] ?? {})) errors.push(forbiddenField(key, detail))
  }
  return errors
}
