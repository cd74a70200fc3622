import { isJsonObject, setOwn } from '../json/json.ts'

/** What a strategic merge patch says about itself, among the fields it patches. */
export const directive: {
  readonly patch: '$patch'
  readonly retainKeys: '$retainKeys'
  readonly setElementOrder: '$setElementOrder/'
  readonly deleteFromPrimitiveList: '$deleteFromPrimitiveList/'
} = {
  patch: '$patch',
  retainKeys: '$retainKeys',
  setElementOrder: '$setElementOrder/',
  deleteFromPrimitiveList: '$deleteFromPrimitiveList/',
}

function isDirective(key: string): boolean {
  return (
    key === directive.patch ||
    key === directive.retainKeys ||
    key.startsWith(directive.setElementOrder) ||
    key.startsWith(directive.deleteFromPrimitiveList)
  )
}

/** A patch's value as it stands where there was nothing to patch: without nulls and directives. */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isMarked(item)).map(plainValue)
  if (!isJsonObject(value)) return value
  const plain = {}
  if (value[directive.patch] === 'delete') return plain
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== null && !isDirective(key)) setOwn(plain, key, plainValue(inner))
  }
  return plain
}

/** List items that only say what to do with others. */
function isMarked(item: unknown): boolean {
  if (!isJsonObject(item) || !Object.hasOwn(item, directive.patch)) return false
  return item[directive.patch] !== 'merge'
}

/** A value as Go's `%v` prints it, for upstream's error texts. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`
  if (!isJsonObject(value)) return String(value)
  const members = Object.keys(value).sort()
  return `map[${members.map((key) => `${key}:${goText(value[key])}`).join(' ')}]`
}

/** The Go type decoded JSON has, for upstream's error texts. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return '[]interface {}'
  if (isJsonObject(value)) return 'map[string]interface {}'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  return Number.isInteger(value) ? 'int64' : 'float64'
}
