import { isJsonObject, ownValue } from '@knarr/machinery'
import { escapeFieldName, unescapeFieldName } from '../schema/field-names.ts'
import { type StructuralSchema, schemaInPlace, valueSchema } from '../schema/structural-schema.ts'
import { CelError } from './cel-error.ts'
import { KeyedList } from './keyed-list.ts'
import { parseGoDuration, parseTimestamp } from './times.ts'
import { CelList, CelMap, type Value } from './value.ts'

/**
 * JSON as CEL sees it, wrapped and not copied. With a schema, strings of its formats become timestamps,
 * durations and bytes, lists compare by their list type, and fields have their escaped names; what the schema
 * does not know cannot be seen. Without, whole numbers are ints.
 */
export function valueOfJson(json: unknown, schema?: StructuralSchema): Value {
  const own = schema && schemaInPlace(schema)
  switch (typeof json) {
    case 'string':
      return own?.format === undefined || own.type !== 'string' ? json : ofFormat(json, own.format)
    case 'number':
      return own?.type === 'number' || !Number.isInteger(json) ? json : BigInt(json)
    case 'boolean':
      return json
    default:
      if (Array.isArray(json)) return listOfJson(json, own)
      return isJsonObject(json) ? mapOfJson(json, own) : null
  }
}

function ofFormat(text: string, format: string): Value {
  switch (format) {
    case 'byte':
      return Buffer.from(text, 'base64')
    case 'duration':
      return parseGoDuration(text) ?? unreadable('duration', text)
    case 'date':
      return parseTimestamp(`${text}T00:00:00Z`) ?? unreadable('date', text)
    case 'date-time':
      return parseTimestamp(text) ?? unreadable('date-time', text)
    default:
      return text
  }
}

function unreadable(format: string, text: string): never {
  throw new CelError(`Invalid ${format} value: ${text}`)
}

function mapOfJson(json: Readonly<Record<string, unknown>>, schema: StructuralSchema | undefined): CelMap {
  if (!schema) return new JsonMap(json)
  const values = valueSchema(schema)
  return values ? new JsonMap(json, values) : new JsonFields(json, schema.properties ?? {})
}

function listOfJson(json: readonly unknown[], schema: StructuralSchema | undefined): CelList {
  const list = new JsonList(json, schema?.items)
  const keys = schema?.['x-kubernetes-list-map-keys']
  switch (schema?.['x-kubernetes-list-type']) {
    case 'set':
      return new KeyedList(list, keyOfItem)
    case 'map':
      return new KeyedList(list, (item) => keyOfItem(fieldsOf(item, Array.isArray(keys) ? keys : [])))
    default:
      return list
  }
}

const fieldsOf = (item: Value, keys: readonly string[]): unknown[] => {
  return keys.map((key) => (item instanceof CelMap ? (item.get(escapeFieldName(key) ?? key) ?? null) : item))
}

/** Text that equal values share. */
function keyOfItem(item: unknown): string {
  if (item instanceof CelMap)
    return keyOfItem(
      [...item.keys()]
        .map(String)
        .sort()
        .map((key) => [key, item.get(key)]),
    )
  if (item instanceof CelList || Array.isArray(item)) return `[${[...item].map(keyOfItem).join(',')}]`
  return typeof item === 'bigint' ? String(item) : (JSON.stringify(item) ?? 'null')
}

/** A map of strings to values of one kind. */
class JsonMap extends CelMap {
  readonly #json: Readonly<Record<string, unknown>>
  readonly #values: StructuralSchema | undefined

  constructor(json: Readonly<Record<string, unknown>>, values?: StructuralSchema) {
    super()
    this.#json = json
    this.#values = values
  }

  get size(): number {
    return Object.keys(this.#json).length
  }

  get(key: Value): Value | undefined {
    const value = typeof key === 'string' ? ownValue(this.#json, key) : undefined
    return value === undefined ? undefined : valueOfJson(value, this.#values)
  }

  keys(): Iterable<Value> {
    return Object.keys(this.#json)
  }
}

/** An object with the fields its schema knows. */
class JsonFields extends CelMap {
  readonly #json: Readonly<Record<string, unknown>>
  readonly #fields: Readonly<Record<string, StructuralSchema>>

  constructor(json: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, StructuralSchema>>) {
    super()
    this.#json = json
    this.#fields = fields
  }

  get size(): number {
    return [...this.keys()].length
  }

  get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined
    const name = unescapeFieldName(key)
    const schema = ownValue(this.#fields, name) as StructuralSchema | undefined
    const value = ownValue(this.#json, name)
    return schema && value !== undefined ? valueOfJson(value, schema) : undefined
  }

  *keys(): Iterable<Value> {
    for (const name of Object.keys(this.#json)) {
      if (Object.hasOwn(this.#fields, name)) yield escapeFieldName(name) ?? name
    }
  }
}

class JsonList extends CelList {
  readonly #json: readonly unknown[]
  readonly #items: StructuralSchema | undefined

  constructor(json: readonly unknown[], items: StructuralSchema | undefined) {
    super()
    this.#json = json
    this.#items = items
  }

  get size(): number {
    return this.#json.length
  }

  at(index: number): Value {
    return valueOfJson(this.#json[index], this.#items)
  }
}
