import { type FieldError, invalid, required } from '@knarr/machinery'

/** A path inside a volume: it never climbs out. */
export function validateDescendingPath(field: string, path: string): FieldError[] {
  const errors = validateNoBacksteps(field, path)
  return path.startsWith('/') ? [invalid(field, path, 'must be a relative path'), ...errors] : errors
}

export function validateNoBacksteps(field: string, path: string): FieldError[] {
  return path.split('/').includes('..') ? [invalid(field, path, "must not contain '..'")] : []
}

/** A file's path inside a volume: relative, below it, and no name that begins with two dots. */
export function validateVolumeFilePath(field: string, path: string | undefined): FieldError[] {
  if (!path) return [required(field)]
  const errors = validateDescendingPath(field, path)
  if (path.startsWith('..') && !path.startsWith('../') && path !== '..') {
    errors.push(invalid(field, path, "must not start with '..'"))
  }
  return errors
}

export function validateFileMode(field: string, mode: number | undefined | null): FieldError[] {
  if (mode === undefined || mode === null || (mode >= 0 && mode <= 0o777)) return []
  return [invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
}
