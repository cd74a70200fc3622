import { isJsonObject, type KubeObject } from '@knarr/machinery'
import { setAt } from '../../field-values.ts'

/** What an object has in another version and not in its own: `{"v1": {"spec.size": 3}}`. */
export const keptFieldsAnnotation = 'knarr.io/kept-fields'

type KeptFields = Record<string, Record<string, unknown>>

/** Notes what only `version` has. */
export function keepFields(object: KubeObject, version: string, fields: Record<string, unknown>): void {
  if (Object.keys(fields).length === 0) return
  write(object, { ...read(object), [version]: fields })
}

/** Gives an object that has become one of `version` what was kept for it. */
export function restoreFields(object: KubeObject, version: string): void {
  const { [version]: fields, ...others } = read(object)
  for (const [path, value] of Object.entries(fields ?? {})) setAt(object, path.split('.'), value)
  write(object, others)
}

/** What somebody else wrote there is nothing. */
function read({ metadata }: KubeObject): KeptFields {
  try {
    const kept: unknown = JSON.parse(metadata.annotations?.[keptFieldsAnnotation] ?? '{}')
    if (!isJsonObject(kept)) return {}
    return Object.fromEntries(Object.entries(kept).filter(([, fields]) => isJsonObject(fields))) as KeptFields
  } catch {
    return {}
  }
}

function write(object: KubeObject, kept: KeptFields): void {
  const { [keptFieldsAnnotation]: _, ...others } = object.metadata.annotations ?? {}
  const isEmpty = Object.keys(kept).length === 0
  const annotations = isEmpty ? others : { ...others, [keptFieldsAnnotation]: JSON.stringify(kept) }
  if (Object.keys(annotations).length > 0) object.metadata = { ...object.metadata, annotations }
  else {
    const { annotations: _none, ...metadata } = object.metadata
    object.metadata = metadata
  }
}
