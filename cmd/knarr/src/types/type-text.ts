/** What of an OpenAPI v3 schema types are made of. */
export interface SchemaJson {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly description?: string
  readonly nullable?: boolean
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, SchemaJson>>
  readonly items?: SchemaJson
  readonly additionalProperties?: SchemaJson | boolean
  readonly allOf?: readonly SchemaJson[]
  readonly oneOf?: readonly SchemaJson[]
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
}

/** How the type of a `$ref` is called. */
export type NameOfRef = (ref: string) => string

/** A schema as a TypeScript type; `indent` stands before the lines of one that has several. */
export function typeText(schema: SchemaJson, nameOf: NameOfRef, indent = ''): string {
  const text = plainText(schema, nameOf, indent)
  return schema.nullable ? `${text} | null` : text
}

const primitives: Readonly<Record<string, string>> = {
  ...{ string: 'string', integer: 'number', number: 'number', boolean: 'boolean' },
}

function plainText(schema: SchemaJson, nameOf: NameOfRef, indent: string): string {
  const { $ref, type = '', items, allOf: [only, ...more] = [] } = schema
  if ($ref) return nameOf($ref)
  if (only?.$ref && more.length === 0) return nameOf(only.$ref)
  if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') return 'number | string'
  if (schema.enum?.length) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (type === 'array') return arrayText(typeText(items ?? {}, nameOf, indent))
  if (type === 'object' || schema.properties) return objectText(schema, nameOf, indent)
  return primitives[type] ?? unionText(schema, nameOf, indent)
}

function arrayText(item: string): string {
  return item.includes(' | ') ? `(${item})[]` : `${item}[]`
}

/** Alternatives that say nothing but a type; others only restrict. */
function unionText({ oneOf = [] }: SchemaJson, nameOf: NameOfRef, indent: string): string {
  if (oneOf.length === 0) return 'unknown'
  return [...new Set(oneOf.map((each) => typeText(each, nameOf, indent)))].join(' | ')
}

function objectText(schema: SchemaJson, nameOf: NameOfRef, indent: string): string {
  const { properties, additionalProperties: additional } = schema
  if (properties) return `{\n${fieldsText(schema, nameOf, `${indent}  `)}\n${indent}}`
  const values = typeof additional === 'object' ? typeText(additional, nameOf, indent) : 'unknown'
  return `Record<string, ${values}>`
}

/** The fields of an object, one a line, with what is said about them. */
export function fieldsText(schema: SchemaJson, nameOf: NameOfRef, indent: string): string {
  const required = new Set(schema.required)
  const lines = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
    const text = `${indent}${key}${required.has(name) ? '' : '?'}: ${typeText(field, nameOf, indent)}`
    return [...commentLines(field.description, indent), text]
  })
  if (schema['x-kubernetes-preserve-unknown-fields']) lines.push(`${indent}[field: string]: unknown`)
  return lines.join('\n')
}

/** A description as a comment, which it cannot end early. */
export function commentLines(description: string | undefined, indent: string): string[] {
  const lines = description?.trim().replaceAll('*/', '*\\/').split('\n') ?? []
  if (lines.length <= 1) return lines.filter(Boolean).map((line) => `${indent}/** ${line} */`)
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`]
}
