import { apiVersionOf, schemaOf } from '@knarr/api'
import { CelError, CelList, CelMap, jsonOfValue, type Value } from '@knarr/cel'
import { cloneJson, isJsonObject, type KubeObject } from '@knarr/machinery'
import { conformBody } from '../../../crd/conform-body.ts'
import type { ServedResource } from '../../../registry/served-resource.ts'
import { mergeValues } from '../../../server-side-apply/merge-values.ts'
import {
  fieldType,
  isAssociativeList,
  isNamedField,
  type ValueType,
} from '../../../server-side-apply/value-type.ts'

/** The configuration an expression came to: each object of the type its place has, each field one of the kind's. @throws CelError */
export function configurationOf(value: Value, resource: ServedResource): object {
  const misnamed = [...misnamedObjects(value, 'Object')]
  if (misnamed.length > 0) throw new CelError(`type mismatch: ${misnamed.join('\n')}`)
  const { group, version, kind } = resource.api
  const config = { ...(jsonOfValue(value) as object), apiVersion: apiVersionOf(resource.api), kind }
  const { unknownFields } = conformBody(cloneJson(config), { group, version, kind }, resource.custom)
  if (unknownFields.length > 0) {
    const fields = unknownFields.map((field) => `.${field}: field not declared in schema`)
    throw failed(`failed to convert patch object to typed object: ${fields.join(', ')}`)
  }
  const atomics = [...atomicValues(config, typeOf(resource), '')]
  if (atomics.length === 0) return config
  throw failed(
    `invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`,
  )
}

/** The object with the configuration laid over it, as server-side apply merges; nobody comes to own anything. */
export function mergeConfiguration(object: KubeObject, config: object, resource: ServedResource): unknown {
  return cloneJson(mergeValues(object, config, typeOf(resource)))
}

function failed(message: string): CelError {
  return new CelError(`error applying patch: ${message}`)
}

function typeOf({ api, custom }: ServedResource): ValueType {
  return schemaOf(api) ?? custom?.fieldTypes
}

/** Objects whose type is not named after the path they stand at. */
function* misnamedObjects(value: Value, path: string): Iterable<string> {
  if (value instanceof CelList) for (const item of value) yield* misnamedObjects(item, path)
  if (!(value instanceof CelMap)) return
  const { typeName } = value
  const isObject = typeName === 'Object' || typeName?.startsWith('Object.') === true
  if (isObject && typeName !== path) {
    const expected = `expected ${JSON.stringify(path)}, which matches field name path from root Object type`
    yield `unexpected type name ${JSON.stringify(typeName)}, ${expected}`
  }
  for (const key of value.keys())
    yield* misnamedObjects(value.get(key) ?? null, isObject ? `${path}.${String(key)}` : path)
}

/** What would be replaced as a whole: to set some of its fields would remove the others. */
function* atomicValues(value: unknown, type: ValueType, path: string): Iterable<string> {
  if (Array.isArray(value) && !isAssociativeList(value, type)) yield path
  if (isJsonObject(value) && type?.mapType === 'atomic') yield path
  for (const [element, child, childType] of childrenOf(value, type))
    yield* atomicValues(child, childType, `${path}${element}`)
}

/** Items and the fields the type names; entries of maps are not looked into. */
function childrenOf(value: unknown, type: ValueType): [element: string, child: unknown, type: ValueType][] {
  if (Array.isArray(value)) return value.map((item, index) => [`[${index}]`, item, type?.items])
  if (!isJsonObject(value)) return []
  const named = Object.entries(value).filter(([field]) => isNamedField(type, field))
  return named.map(([field, child]) => [`.${field}`, child, fieldType(type, field)])
}
