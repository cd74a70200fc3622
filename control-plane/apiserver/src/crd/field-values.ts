import { isJsonObject, ownValue, setOwn } from '@knarr/machinery'

/** A field below the object, from its first name on. */
export type FieldPath = readonly string[]

/** What stands in a field; undefined where nothing does. */
export function valueAt(object: object, path: FieldPath): unknown {
  let value: unknown = object
  for (const name of path) {
    if (!isJsonObject(value)) return undefined
    value = ownValue(value, name)
  }
  return value
}

/** Takes a field away; what it stood in stays, though it be empty. */
export function removeAt(object: object, path: FieldPath): void {
  const parent = valueAt(object, path.slice(0, -1))
  if (isJsonObject(parent)) delete parent[path.at(-1) ?? '']
}

/** Puts a value into a field, with what is missing above it. */
export function setAt(object: object, path: FieldPath, value: unknown): void {
  let at = object
  for (const name of path.slice(0, -1)) {
    const below = ownValue(at, name)
    const next = isJsonObject(below) ? below : {}
    if (next !== below) setOwn(at, name, next)
    at = next
  }
  setOwn(at, path.at(-1) ?? '', value)
}
