import { isJsonObject } from '@knarr/machinery'

/** An object, or a list of them, without `metadata.managedFields`; the original is left as it is. */
export function withoutManagedFields(value: unknown): unknown {
  if (!isJsonObject(value)) return value
  const { metadata, items } = value
  return {
    ...value,
    ...(isJsonObject(metadata) && metadata['managedFields'] ? { metadata: stripped(metadata) } : {}),
    ...(Array.isArray(items) ? { items: items.map(withoutManagedFields) } : {}),
  }
}

function stripped({ managedFields: _, ...metadata }: Record<string, unknown>): object {
  return metadata
}
