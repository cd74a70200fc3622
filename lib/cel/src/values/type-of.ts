import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  objectType,
  optionalType,
  stringType,
  timestampType,
  typeType,
  uintType,
} from '../types/cel-type.ts'
import {
  CelList,
  CelMap,
  Duration,
  OpaqueValue,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './value.ts'

const anyList = listType(dynType)
const anyMap = mapType(dynType, dynType)
const anyOptional = optionalType(dynType)
const anyType = typeType()

/** The type a value turns out to have; what is in lists and maps is left open. */
export function typeOf(value: Value): CelType {
  switch (typeof value) {
    case 'boolean':
      return boolType
    case 'bigint':
      return intType
    case 'number':
      return doubleType
    case 'string':
      return stringType
    default:
      return value === null ? nullType : typeOfObject(value)
  }
}

function typeOfObject(value: Exclude<Value, null | string | number | bigint | boolean>): CelType {
  if (value instanceof CelMap) return value.typeName ? objectType(value.typeName, new Map()) : anyMap
  if (value instanceof CelList) return anyList
  if (value instanceof OpaqueValue) return value.type
  if (value instanceof Timestamp) return timestampType
  if (value instanceof Duration) return durationType
  if (value instanceof Uint) return uintType
  if (value instanceof Optional) return anyOptional
  return value instanceof TypeValue ? anyType : bytesType
}

/** Whether a function that wants the type can take the value. */
export function isOfType(value: Value, type: CelType): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'parameter':
      return true
    case 'opaque':
    case 'object':
      return isNamed(value, type.name)
    case 'type':
      return value instanceof TypeValue
    default:
      return typeOf(value).kind === type.kind
  }
}

function isNamed(value: Value, name: string): boolean {
  const type = typeOf(value)
  return (type.kind === 'opaque' || type.kind === 'object') && type.name === name
}
