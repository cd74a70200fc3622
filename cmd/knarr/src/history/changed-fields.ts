type Json = unknown

const unsaid: ReadonlySet<string> = new Set([
  'metadata.managedFields',
  'metadata.resourceVersion',
  'metadata.generation',
])

/** The paths of what is different between two objects, without what changes with every write. */
export function changedFields(before: Json, after: Json, path = ''): string[] {
  if (unsaid.has(path) || Object.is(before, after)) return []
  if (!isMap(before) || !isMap(after)) return JSON.stringify(before) === JSON.stringify(after) ? [] : [path]
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].flatMap((key) => changedFields(before[key], after[key], path ? `${path}.${key}` : key))
}

function isMap(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object as people compare it: without the book of managers, and without its revision. */
export function comparable(object: Json): Json {
  if (!isMap(object) || !isMap(object['metadata'])) return object
  const { managedFields: _, resourceVersion: __, ...metadata } = object['metadata']
  return { ...object, metadata }
}
