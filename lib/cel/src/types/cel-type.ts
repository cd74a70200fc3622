/** Types without parameters. */
type SimpleKind =
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'timestamp'
  | 'duration'
  | 'dyn'
  | 'error'

/** How large values of the type can be, where a schema tells: characters, items or entries. */
interface Sized {
  readonly maxSize?: number
}

interface SimpleType extends Sized {
  readonly kind: SimpleKind
}

interface ListType extends Sized {
  readonly kind: 'list'
  readonly element: CelType
}

interface MapType extends Sized {
  readonly kind: 'map'
  readonly key: CelType
  readonly value: CelType
}

/** An object with known fields. */
export interface ObjectType extends Sized {
  readonly kind: 'object'
  readonly name: string
  readonly fields: FieldTypes
}

/** The types of an object's fields by name. */
export interface FieldTypes {
  get(field: string): CelType | undefined
}

/** A type only its own functions look into, such as `optional_type(int)` or `kubernetes.Quantity`. */
interface OpaqueType extends Sized {
  readonly kind: 'opaque'
  readonly name: string
  readonly parameters: readonly CelType[]
}

/** The type of types. */
interface TypeOfType extends Sized {
  readonly kind: 'type'
  readonly of: CelType | undefined
}

/** A type that inference fills in. */
export interface TypeParameter extends Sized {
  readonly kind: 'parameter'
  readonly name: string
}

export type CelType = SimpleType | ListType | MapType | ObjectType | OpaqueType | TypeOfType | TypeParameter

export const nullType: CelType = { kind: 'null' }
export const boolType: CelType = { kind: 'bool' }
export const intType: CelType = { kind: 'int' }
export const uintType: CelType = { kind: 'uint' }
export const doubleType: CelType = { kind: 'double' }
export const stringType: CelType = { kind: 'string' }
export const bytesType: CelType = { kind: 'bytes' }
export const timestampType: CelType = { kind: 'timestamp' }
export const durationType: CelType = { kind: 'duration' }
/** Whatever it is, it is found out in evaluating. */
export const dynType: CelType = { kind: 'dyn' }
export const errorType: CelType = { kind: 'error' }

export function listType(element: CelType, maxSize?: number): CelType {
  return { kind: 'list', element, ...(maxSize !== undefined && { maxSize }) }
}

export function mapType(key: CelType, value: CelType, maxSize?: number): CelType {
  return { kind: 'map', key, value, ...(maxSize !== undefined && { maxSize }) }
}

export function objectType(name: string, fields: FieldTypes): ObjectType {
  return { kind: 'object', name, fields }
}

export function opaqueType(name: string, ...parameters: CelType[]): CelType {
  return { kind: 'opaque', name, parameters }
}

export function typeType(of?: CelType): CelType {
  return { kind: 'type', of }
}

export function typeParameter(name: string): TypeParameter {
  return { kind: 'parameter', name }
}

export function optionalType(of: CelType): CelType {
  return opaqueType('optional_type', of)
}
