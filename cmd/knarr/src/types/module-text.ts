import { commentLines, fieldsText, type SchemaJson, typeText } from './type-text.ts'

interface Kind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

interface OperationJson {
  readonly 'x-kubernetes-group-version-kind'?: Kind
}

/** What a server says of one group version at `/openapi/v3/apis/…`. */
export interface OpenApiJson {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationJson | undefined>>>>
  readonly components: {
    readonly schemas: Readonly<
      Record<string, SchemaJson & { readonly 'x-kubernetes-group-version-kind'?: readonly Kind[] }>
    >
  }
}

const refPrefix = '#/components/schemas/'

/** A module with a type for every kind of a group version, and a handle for every resource. */
export function moduleText(document: OpenApiJson, groupVersion: string): string {
  const { schemas } = document.components
  const resources = resourcesOf(document, groupVersion)
  const roots = resources.flatMap(({ kind }) => schemaOfKind(document, kind) ?? [])
  const reached = reachable(roots, schemas)
  const names = typeNames([...reached])
  const nameOf = (ref: string): string => names.get(ref.slice(refPrefix.length)) ?? 'unknown'
  const types = [...reached].map((name) => {
    const schema = schemas[name] ?? {}
    const isRoot = roots.includes(name)
    const typeName = names.get(name) ?? ''
    const comment = commentLines(schema.description, '')
      .map((line) => `${line}\n`)
      .join('')
    if (!schema.properties) return `${comment}export type ${typeName} = ${typeText(schema, nameOf)}\n`
    const own = isRoot ? rootSchema(schema) : schema
    const meta = isRoot
      ? '  metadata: ObjectMeta & { name: string; uid: string; resourceVersion: string }\n'
      : ''
    return `${comment}export interface ${typeName} {\n${meta}${fieldsText(own, nameOf, '  ')}\n}\n`
  })
  const handles = resources.flatMap((resource) => {
    const root = schemaOfKind(document, resource.kind)
    return root ? [handleText(resource, names.get(root) ?? 'unknown')] : []
  })
  return [`// Made by knarr types from the OpenAPI of ${groupVersion}.\n`, ...types, ...handles].join('\n')
}

/** Objects of a server always say what they are and have metadata. */
function rootSchema(schema: SchemaJson): SchemaJson {
  const { metadata: _, ...properties } = schema.properties ?? {}
  return { ...schema, properties, required: [...(schema.required ?? []), 'apiVersion', 'kind'] }
}

interface FoundResource {
  readonly plural: string
  readonly namespaced: boolean
  readonly kind: Kind
}

/** What can be created, by the paths of collections. */
function resourcesOf({ paths }: OpenApiJson, groupVersion: string): FoundResource[] {
  const root = groupVersion.includes('/') ? `/apis/${groupVersion}/` : `/api/${groupVersion}/`
  return Object.entries(paths).flatMap(([path, { post }]) => {
    if (!path.startsWith(root)) return []
    const [, namespace, plural] =
      /^(namespaces\/\{namespace\}\/)?([^/{}]+)$/.exec(path.slice(root.length)) ?? []
    const kind = post?.['x-kubernetes-group-version-kind']
    return plural && kind ? [{ plural, namespaced: namespace !== undefined, kind }] : []
  })
}

function schemaOfKind({ components }: OpenApiJson, { group, version, kind }: Kind): string | undefined {
  return Object.entries(components.schemas).find(([, schema]) =>
    schema['x-kubernetes-group-version-kind']?.some(
      (each) => each.group === group && each.version === version && each.kind === kind,
    ),
  )?.[0]
}

function reachable(roots: readonly string[], schemas: Readonly<Record<string, SchemaJson>>): Set<string> {
  const reached = new Set(roots)
  for (const name of reached) {
    const text = JSON.stringify(schemas[name] ?? {})
    for (const [, ref] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      reached.add(ref as string)
  }
  return reached
}

/** The last part of each name; where two share it, all of their parts. */
function typeNames(names: readonly string[]): Map<string, string> {
  const short = (name: string): string => name.split('.').at(-1) ?? name
  const counts = new Map<string, number>()
  for (const name of names) counts.set(short(name), (counts.get(short(name)) ?? 0) + 1)
  const long = (name: string): string =>
    name
      .split(/[^A-Za-z0-9]/)
      .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
      .join('')
  return new Map(names.map((name) => [name, counts.get(short(name)) === 1 ? short(name) : long(name)]))
}

function handleText(
  { plural, namespaced, kind: { group, version, kind } }: FoundResource,
  type: string,
): string {
  const fields = { group, version, plural, kind }
  const entries = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  const value = [...entries, `namespaced: ${namespaced}`].join(', ')
  const typed = 'group: string; version: string; plural: string; kind: string; namespaced: boolean'
  return `/** What a client needs to speak of ${plural}. */\nexport const ${plural}: { ${typed}; object?: ${type} } = { ${value} }\n`
}
