import { setOwn } from '@knarr/machinery'
import { type Schema, type SchemaField, schemaOfType } from '../schema/schema.ts'
import type { ConformPath } from './conform-path.ts'
import {
  type Conform,
  conformAnything,
  conformBoolean,
  conformBytes,
  conformDouble,
  conformDuration,
  conformInt32,
  conformInt64,
  conformIntOrString,
  conformMicroTime,
  conformQuantity,
  conformString,
  conformTime,
} from './conform-scalar.ts'

type Members = Record<string, unknown>

interface FieldPlan {
  readonly name: string
  readonly conform: Conform
  /** Whether Go leaves the field out when it holds its type's zero. */
  readonly dropsZero: boolean
  /** What Go writes when the field was not given; undefined writes nothing. */
  readonly zero: (() => unknown) | undefined
}

interface TypePlan {
  /** Go's name of the struct, without its package. */
  readonly struct: string
  readonly fields: ReadonlyMap<string, FieldPlan>
  readonly filled: readonly FieldPlan[]
}

const conformers = new WeakMap<Schema, Conform>()
const plans = new Map<string, TypePlan>()

/** The walk over values of one schema node, made once. */
export function conformerOf(schema: Schema, goType?: string): Conform {
  if (goType) return makeConformer(schema, goType)
  const known = conformers.get(schema)
  if (known) return known
  const made = makeConformer(schema, goTypeOf(schema))
  conformers.set(schema, made)
  return made
}

function makeConformer(schema: Schema, goType: string): Conform {
  switch (schema.type) {
    case 'object':
      return conformStruct(schema, goType)
    case 'map':
      return conformMap(schema.additional as Schema, goType)
    case 'array':
      return conformList(schema.items as Schema, goType)
    case 'boolean':
      return conformBoolean
    case 'number':
      return conformDouble
    case 'integer':
      return schema.format === 'int32' ? conformInt32(goType) : conformInt64(goType)
    case 'string':
      return stringFormats[schema.format ?? ''] ?? conformString(goType)
    case 'any':
      return anyFormats[schema.format ?? '']?.() ?? conformAnything
  }
}

const stringFormats: Readonly<Record<string, Conform>> = {
  byte: conformBytes,
  quantity: conformQuantity,
  'int-or-string': conformIntOrString,
  duration: conformDuration,
  'date-time': conformTime,
  'micro-time': conformMicroTime,
}

/** A CRD's schema may stand where a boolean or a list could. */
const anyFormats: Readonly<Record<string, () => Conform>> = {
  'schema-or-bool': () => conformSchemaOr((value) => typeof value === 'boolean'),
  'schema-or-array': () => conformSchemaOr(Array.isArray),
  'schema-or-strings': () => conformSchemaOr(Array.isArray),
}

function conformSchemaOr(isOther: (value: unknown) => boolean): Conform {
  return (value, path) => {
    const schema = schemaOfType('apiextensions.v1.JSONSchemaProps') as Schema
    if (!isOther(value)) return conformerOf(schema)(value, path)
    if (!Array.isArray(value) || value.every((item) => typeof item === 'string')) return value
    return conformList(schema, '[]v1.JSONSchemaProps')(value, path)
  }
}

function conformStruct(schema: Schema, goType: string): Conform {
  let plan: TypePlan | undefined
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw path.mismatch(value, goType)
    plan ??= planOf(schema)
    path.enter(plan.struct)
    const object = conformFields(value as Members, plan, path)
    if (path.fills) fill(object, plan)
    path.leave()
    return object
  }
}

function conformFields(value: Members, plan: TypePlan, path: ConformPath): Members {
  const object: Members = {}
  for (const key in value) {
    const field = plan.fields.get(key)
    if (!field) {
      path.unknown(key)
      continue
    }
    const given = value[key]
    if (given === null || given === undefined) continue
    path.push(key)
    const made = field.conform(given, path)
    path.pop()
    if (path.fills && field.dropsZero && isZero(made)) continue
    object[key] = made
  }
  return object
}

/** Writes into a struct what Go's JSON has although it was not given, and returns it. */
export function fillZeros(schema: Schema, object: Members): Members {
  fill(object, planOf(schema))
  return object
}

function fill(object: Members, plan: TypePlan): void {
  for (const { name, zero } of plan.filled) {
    if (object[name] === undefined) object[name] = zero?.()
  }
}

function isZero(value: unknown): boolean {
  if (typeof value !== 'object') return !value
  if (Array.isArray(value)) return value.length === 0
  for (const _ in value) return false
  return true
}

function conformList(items: Schema, goType: string): Conform {
  let conform: Conform | undefined
  return (value, path) => {
    if (!Array.isArray(value)) throw path.mismatch(value, goType)
    conform ??= conformerOf(items)
    const list = new Array<unknown>(value.length)
    for (let index = 0; index < value.length; index++) {
      path.push(index)
      const item = value[index] ?? zeroOf(items)
      list[index] = item === null ? item : conform(item, path)
      path.pop()
    }
    return list
  }
}

function conformMap(values: Schema, goType: string): Conform {
  let conform: Conform | undefined
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw path.mismatch(value, goType)
    conform ??= conformerOf(values)
    const map: Members = {}
    for (const key in value) {
      path.push({ key })
      const given = (value as Members)[key] ?? zeroOf(values)
      setOwn(map, key, given === null ? given : conform(given, path))
      path.pop()
    }
    return map
  }
}

/** What Go makes of a null in a list or a map. */
export function zeroOf(schema: Schema): unknown {
  switch (schema.type) {
    case 'object':
    case 'map':
      return {}
    case 'array':
      return []
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return 0
    case 'string':
      return isTime(schema) ? null : (zeroTexts[schema.format ?? ''] ?? '')
    case 'any':
      return null
  }
}

const zeroTexts: Readonly<Record<string, string | number>> = {
  quantity: '0',
  'int-or-string': 0,
  duration: '0s',
}

const isTime = ({ format }: Schema): boolean => format === 'date-time' || format === 'micro-time'

function planOf(schema: Schema): TypePlan {
  const known = plans.get(schema.name)
  if (known) return known
  const fields = Object.values(schema.fields ?? {}).map(fieldPlan)
  const plan = {
    struct: schema.name.slice(schema.name.lastIndexOf('.') + 1),
    fields: new Map(fields.map((field) => [field.name, field])),
    filled: fields.filter(({ zero }) => zero !== undefined),
  }
  plans.set(schema.name, plan)
  return plan
}

function fieldPlan(field: SchemaField): FieldPlan {
  const { name, schema, isPointer, omitsEmpty } = field
  const isStruct = schema.type === 'object' || isStructFormat(schema)
  return {
    name,
    conform: conformerOf(schema, field.goType),
    dropsZero: omitsEmpty && !isPointer && !isStruct,
    zero: zeroWriter(field, isStruct),
  }
}

/** Types that are structs in Go although JSON has them as text: omitempty does not leave them out. */
function isStructFormat(schema: Schema): boolean {
  const { format } = schema
  return format === 'quantity' || format === 'int-or-string' || isTime(schema)
}

/** Lists, maps and times that were not given are null in Go's JSON; here they stay away. */
function zeroWriter(field: SchemaField, isStruct: boolean): (() => unknown) | undefined {
  const { schema, isPointer, omitsEmpty, omitsZero } = field
  if (isPointer || omitsZero || (omitsEmpty && !isStruct)) return undefined
  if (['array', 'map', 'any'].includes(schema.type)) return undefined
  if (isTime(schema) || schema.format === 'byte') return undefined
  if (schema.type !== 'object') return () => zeroOf(schema)
  return () => {
    const object: Members = {}
    fill(object, planOf(schema))
    return object
  }
}

/** A type as Go prints it: `v1.PodSpec`, `[]v1.Container`, `map[string]string`. */
function goTypeOf(schema: Schema): string {
  if (schema.type === 'array') return `[]${goTypeOf(schema.items as Schema)}`
  if (schema.type === 'map') return `map[string]${goTypeOf(schema.additional as Schema)}`
  if (schema.type === 'object') return schema.name.split('.').slice(-2).join('.')
  return goScalars[schema.format ?? schema.type] ?? schema.type
}

const goScalars: Readonly<Record<string, string>> = {
  boolean: 'bool',
  double: 'float64',
  byte: '[]uint8',
  int32: 'int32',
  int64: 'int64',
  quantity: 'resource.Quantity',
  'int-or-string': 'intstr.IntOrString',
  'date-time': 'v1.Time',
  'micro-time': 'v1.MicroTime',
  raw: 'runtime.RawExtension',
}
