import { decodeYaml, strictErrorsOf } from '@knarr/api'
import { isJsonObject } from '@knarr/machinery'

export type FieldShapes = { readonly [field: string]: Shape }

/** Which fields there are, and of which type; `any` is read by others. */
export type Shape = 'any' | 'string' | 'boolean' | readonly [Shape] | FieldShapes

const versions = ['v1', 'v1beta1', 'v1alpha1']

/**
 * Reads a configuration of `group`, YAML or JSON.
 * @throws Error for what is none, fields that nobody knows among it
 */
export function readConfiguration<T>(
  text: string,
  wanted: string,
  shape: FieldShapes,
  group = 'apiserver.config.k8s.io',
): T {
  if (text === '') throw new Error('empty config data')
  const { value, duplicates } = decodeYaml(Buffer.from(text), { findDuplicates: true })
  const { apiVersion = '', kind = '' } = isJsonObject(value) ? value : {}
  if (kind !== wanted || !versions.some((version) => apiVersion === `${group}/${version}`)) {
    const [shownKind, shownVersion] = [kind, apiVersion].map((each) => JSON.stringify(each))
    throw new Error(`no kind ${shownKind} is registered for version ${shownVersion}`)
  }
  const unknownFields: string[] = []
  checkShape(value, { kind: 'string', apiVersion: 'string', ...shape }, '', unknownFields)
  const errors = strictErrorsOf({ unknownFields, duplicates })
  if (errors.length > 0) throw new Error(`strict decoding error: ${errors.join(', ')}`)
  return value as T
}

/** Notes fields nobody knows. @throws Error for a value of another type */
function checkShape(value: unknown, wanted: Shape, path: string, unknown: string[]): void {
  if (value === null || value === undefined || wanted === 'any') return
  const type = typeof wanted === 'string' ? wanted : Array.isArray(wanted) ? 'list' : 'object'
  if (typeOf(value) !== type)
    throw new Error(`cannot read ${path || 'the configuration'}: it must be of type ${type}`)
  if (type === 'object') checkFields(value, wanted as FieldShapes, path, unknown)
  if (type !== 'list') return
  for (const [index, item] of (value as unknown[]).entries())
    checkShape(item, (wanted as readonly [Shape])[0], `${path}[${index}]`, unknown)
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value
}

function checkFields(value: object, wanted: FieldShapes, path: string, unknown: string[]): void {
  for (const [name, field] of Object.entries(value)) {
    const at = path ? `${path}.${name}` : name
    const known = Object.hasOwn(wanted, name) ? wanted[name] : undefined
    if (known === undefined) unknown.push(at)
    else checkShape(field, known, at, unknown)
  }
}
