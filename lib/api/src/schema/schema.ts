import { typeLines } from '../../facts/packed.js'
import { FactLines } from '../facts.ts'
import { type GroupVersionKind, typeNameOf } from './type-name.ts'

export type SchemaType = 'object' | 'map' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'any'

/**
 * `int32`, `int64`, `double`, `byte`; `date-time`, `micro-time`, `duration`, `quantity`, `int-or-string`; and of
 * `any`: `raw` (an embedded object), `fields` (FieldsV1), `json`, `schema-or-bool`, `schema-or-array`,
 * `schema-or-strings`.
 */
export type SchemaFormat =
  | 'int32'
  | 'int64'
  | 'double'
  | 'byte'
  | 'date-time'
  | 'micro-time'
  | 'duration'
  | 'quantity'
  | 'int-or-string'
  | 'raw'
  | 'fields'
  | 'json'
  | 'schema-or-bool'
  | 'schema-or-array'
  | 'schema-or-strings'

/** What one value of the API may be. Nodes are shared and built when first looked at. */
export interface Schema {
  /** The type as the facts write it: `core.v1.Pod`, `[]string`, `map[string]string`. */
  readonly name: string
  readonly type: SchemaType
  readonly format?: SchemaFormat
  /** Of an object; a map has `additional`, and `any` has neither. */
  readonly fields?: Readonly<Record<string, SchemaField>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additional?: Schema
  readonly listType?: 'atomic' | 'set' | 'map'
  readonly listMapKeys?: readonly string[]
  readonly mapType?: 'atomic' | 'granular'
  /** The kinds of a top-level object. */
  readonly gvks?: readonly GroupVersionKind[]
  /** An options or meta type that every group has in its own version (DeleteOptions). */
  readonly isInEveryGroup?: boolean
}

/** Whether objects of the type stand by themselves; the others are parts of such. */
export function isKind({ gvks, isInEveryGroup }: Schema): boolean {
  return gvks !== undefined || isInEveryGroup === true
}

export interface SchemaField {
  readonly name: string
  readonly schema: Schema
  readonly required: boolean
  /** As upstream's tag has it: `merge`, `replace`, `retainKeys`, or `merge,retainKeys`. */
  readonly patchStrategy?: string
  readonly patchMergeKey?: string
  /** All that the field, or an item of it, may say. */
  readonly values?: readonly string[]
  /** How Go holds the field, which decides what of a zero value is written. */
  readonly isPointer: boolean
  readonly omitsEmpty: boolean
  readonly omitsZero: boolean
  /** The name of Go's type where it is a renamed scalar: `v1.PullPolicy`. */
  readonly goType?: string
}

type PackedField = string | [type: string, flags: string, extra?: PackedExtra]
interface PackedExtra {
  l?: 'atomic' | 'set' | 'map'
  k?: string[]
  s?: string
  m?: string
  e?: readonly string[]
  t?: 'atomic' | 'granular'
}
interface PackedType {
  f?: Record<string, PackedField>
  is?: string
  t?: 'atomic' | 'granular'
  g?: 'every' | [string, string, string][]
}

const facts = new FactLines(typeLines)
const nodes = new Map<string, Schema | undefined>()

/** The schema of a built-in kind, its list or one of the options kinds. */
export function schemaOf(gvk: GroupVersionKind): Schema | undefined {
  return schemaOfType(typeNameOf(gvk))
}

/** The schema of a type by the facts' name (`core.v1.PodSpec`); lists and maps are named as Go writes them. */
export function schemaOfType(name: string): Schema | undefined {
  const known = nodes.get(name)
  if (known || nodes.has(name)) return known
  const made = nodeOf(name)
  nodes.set(name, made)
  return made
}

/** Every named type, in no particular order. */
export function typeNames(): Iterable<string> {
  return facts.names()
}

const scalars: Readonly<Record<string, [SchemaType, SchemaFormat?]>> = {
  string: ['string'],
  boolean: ['boolean'],
  integer: ['integer', 'int64'],
  'integer:int32': ['integer', 'int32'],
  'integer:int64': ['integer', 'int64'],
  'number:double': ['number', 'double'],
  'string:byte': ['string', 'byte'],
  'resource.Quantity': ['string', 'quantity'],
  'intstr.IntOrString': ['string', 'int-or-string'],
  'meta.v1.Time': ['string', 'date-time'],
  'meta.v1.MicroTime': ['string', 'micro-time'],
  'meta.v1.Duration': ['string', 'duration'],
  'runtime.RawExtension': ['any', 'raw'],
  'meta.v1.FieldsV1': ['any', 'fields'],
  'meta.v1.Patch': ['any', 'json'],
  'apiextensions.v1.JSON': ['any', 'json'],
  'apiextensions.v1.JSONSchemaPropsOrBool': ['any', 'schema-or-bool'],
  'apiextensions.v1.JSONSchemaPropsOrArray': ['any', 'schema-or-array'],
  'apiextensions.v1.JSONSchemaPropsOrStringArray': ['any', 'schema-or-strings'],
}

function nodeOf(name: string): Schema | undefined {
  const scalar = scalars[name]
  if (scalar) return { name, type: scalar[0], ...(scalar[1] ? { format: scalar[1] } : {}) }
  if (name.startsWith('[]')) return { name, type: 'array', items: known(name.slice(2)) }
  if (name.startsWith('map[string]')) return { name, type: 'map', additional: known(name.slice(11)) }
  const packed = facts.get<PackedType>(name)
  return packed && new ObjectSchema(name, packed)
}

function known(name: string): Schema {
  const node = schemaOfType(name)
  if (!node) throw new Error(`no facts of type ${name}`)
  return node
}

/** Types refer to themselves (JSONSchemaProps), so fields are resolved when first looked at. */
class ObjectSchema implements Schema {
  readonly name: string
  readonly type = 'object'
  readonly mapType?: 'atomic' | 'granular'
  readonly gvks?: readonly GroupVersionKind[]
  readonly isInEveryGroup: boolean
  #packed: Record<string, PackedField> | undefined
  #fields: Record<string, SchemaField> | undefined
  #required: readonly string[] | undefined

  constructor(name: string, packed: PackedType) {
    this.name = name
    if (packed.t) this.mapType = packed.t
    this.isInEveryGroup = packed.g === 'every'
    if (Array.isArray(packed.g)) {
      this.gvks = packed.g.map(([group, version, kind]) => ({ group, version, kind }))
    }
    this.#packed = packed.f ?? {}
  }

  get fields(): Readonly<Record<string, SchemaField>> {
    if (this.#fields) return this.#fields
    const fields: Record<string, SchemaField> = Object.create(null)
    for (const [name, packed] of Object.entries(this.#packed ?? {})) fields[name] = fieldOf(name, packed)
    this.#packed = undefined
    this.#fields = fields
    return fields
  }

  get required(): readonly string[] {
    this.#required ??= Object.values(this.fields).flatMap(({ name, required }) => (required ? [name] : []))
    return this.#required
  }
}

function fieldOf(name: string, packed: PackedField): SchemaField {
  const [type, code, extra] = typeof packed === 'string' ? [packed, '', undefined] : packed
  const [flags = '', goType] = code.split(':')
  const node = known(type)
  const {
    l: listType,
    k: listMapKeys,
    t: mapType,
    s: patchStrategy,
    m: patchMergeKey,
    e: values,
  } = extra ?? {}
  const lists = { ...(listType ? { listType } : {}), ...(listMapKeys ? { listMapKeys } : {}) }
  const adorned = { ...lists, ...(mapType ? { mapType } : {}) }
  return {
    name,
    schema: Object.keys(adorned).length > 0 ? adornedSchema(node, adorned) : node,
    required: flags.includes('r'),
    ...(patchStrategy === undefined ? {} : { patchStrategy }),
    ...(patchMergeKey === undefined ? {} : { patchMergeKey }),
    ...(values === undefined ? {} : { values }),
    isPointer: flags.includes('p'),
    omitsEmpty: flags.includes('o'),
    omitsZero: flags.includes('z'),
    ...(goType ? { goType } : {}),
  }
}

/** The same type with what this one field says of its lists and maps; an object's fields stay unresolved. */
function adornedSchema(node: Schema, adorned: Partial<Schema>): Schema {
  if (node.type !== 'object') return { ...node, ...adorned }
  return {
    ...{ name: node.name, type: node.type, ...adorned },
    get fields() {
      return node.fields as Readonly<Record<string, SchemaField>>
    },
    get required() {
      return node.required as readonly string[]
    },
  }
}
