import { deepEqual, isJsonObject } from '@knarr/machinery'

/** What differs between two JSON values, a line each: `-` as it was, `+` as it would be. */
export function valueDiff(old: unknown, value: unknown, path = ''): string[] {
  if (deepEqual(old, value)) return []
  if (isJsonObject(old) && isJsonObject(value)) {
    const keys = new Set([...Object.keys(old), ...Object.keys(value)])
    return [...keys].sort().flatMap((key) => valueDiff(old[key], value[key], path ? `${path}.${key}` : key))
  }
  if (Array.isArray(old) && Array.isArray(value) && old.length === value.length) {
    return old.flatMap((item, index) => valueDiff(item, value[index], `${path}[${index}]`))
  }
  const lines: string[] = []
  if (old !== undefined) lines.push(`- ${path}: ${JSON.stringify(old)}`)
  if (value !== undefined) lines.push(`+ ${path}: ${JSON.stringify(value)}`)
  return lines
}
