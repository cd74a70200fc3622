/** An OpenAPI schema as JSON; both dialects in one, each uses its part. */
export interface JsonSchema {
  $ref?: string
  description?: string
  type?: string
  format?: string
  nullable?: boolean
  required?: readonly string[]
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  additionalProperties?: JsonSchema | boolean
  allOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  anyOf?: JsonSchema[]
  not?: JsonSchema
  default?: unknown
  enum?: readonly unknown[]
  minimum?: number
  maximum?: number
  exclusiveMinimum?: boolean
  exclusiveMaximum?: boolean
  multipleOf?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  minProperties?: number
  maxProperties?: number
  [key: string]: unknown
}

/** Which OpenAPI the schema is written for. */
export interface Dialect {
  readonly version: 2 | 3
  /** Where definitions stand in the document. */
  readonly root: '#/definitions/' | '#/components/schemas/'
}

export const dialectV2: Dialect = { version: 2, root: '#/definitions/' }
export const dialectV3: Dialect = { version: 3, root: '#/components/schemas/' }
