/** What a literal can be: an int is a bigint, a double a number. */
export type LiteralValue =
  | { readonly kind: 'null' | 'bool' | 'string'; readonly value: null | boolean | string }
  | { readonly kind: 'int' | 'uint'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }

export interface Literal {
  readonly kind: 'literal'
  readonly offset: number
  readonly literal: LiteralValue
}

export interface Identifier {
  readonly kind: 'identifier'
  readonly offset: number
  readonly name: string
}

/** `operand.field`, or `has(operand.field)` where it only tests. */
export interface Select {
  readonly kind: 'select'
  readonly offset: number
  readonly operand: Expression
  readonly field: string
  readonly isTest: boolean
}

/** A function's call; operators are functions named `_+_`, `_[_]`, `_?_:_` and so on. */
export interface Call {
  readonly kind: 'call'
  readonly offset: number
  readonly name: string
  readonly target: Expression | undefined
  readonly args: readonly Expression[]
}

export interface ListElement {
  readonly value: Expression
  readonly isOptional: boolean
}

export interface CreateList {
  readonly kind: 'list'
  readonly offset: number
  readonly elements: readonly ListElement[]
}

export interface MapEntry {
  readonly offset: number
  readonly key: Expression
  readonly value: Expression
  readonly isOptional: boolean
}

export interface CreateMap {
  readonly kind: 'map'
  readonly offset: number
  readonly entries: readonly MapEntry[]
}

export interface StructField {
  readonly offset: number
  readonly name: string
  readonly value: Expression
  readonly isOptional: boolean
}

/** `Name{field: value}` */
export interface CreateStruct {
  readonly kind: 'struct'
  readonly offset: number
  readonly typeName: string
  readonly fields: readonly StructField[]
}

/** A fold over a list or map, which macros are written in. */
export interface Comprehension {
  readonly kind: 'comprehension'
  readonly offset: number
  readonly range: Expression
  readonly variable: string
  /** The second variable: then the first is the index or key. */
  readonly secondVariable: string | undefined
  readonly accumulator: string
  readonly initial: Expression
  readonly condition: Expression
  readonly step: Expression
  readonly result: Expression
}

/** A node of the syntax tree; `offset` is where it stands in the text, in UTF-16 units. */
export type Expression =
  | Literal
  | Identifier
  | Select
  | Call
  | CreateList
  | CreateMap
  | CreateStruct
  | Comprehension
