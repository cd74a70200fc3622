import { mkdir, readFile, writeFile } from 'node:fs/promises'

interface Field {
  type: string
  required?: boolean
}
interface TypeFacts {
  fields?: Record<string, Field>
  is?: string
  /** A sentence for the types that belong to every group. */
  gvk?: [string, string, string][] | string
}
interface ResourceFacts {
  namespaced: boolean
  kind: string
}

const facts = async <T>(name: string): Promise<Record<string, T>> =>
  JSON.parse(await readFile(new URL(`../lib/api/facts/${name}.json`, import.meta.url), 'utf8'))

const types = await facts<TypeFacts>('types')
const resources = await facts<Record<string, ResourceFacts>>('resources')

/** Shared types that machinery or the language already has. */
const known: Record<string, string> = {
  'meta.v1.ObjectMeta': 'ObjectMeta',
  'meta.v1.ListMeta': 'ListMeta',
  'meta.v1.OwnerReference': 'OwnerReference',
  'meta.v1.ManagedFieldsEntry': 'ManagedFieldsEntry',
  'meta.v1.Status': 'Status',
  'meta.v1.Time': 'string',
  'meta.v1.MicroTime': 'string',
  'meta.v1.FieldsV1': 'Record<string, unknown>',
  'meta.v1.Patch': 'unknown',
  'resource.Quantity': 'string',
  'intstr.IntOrString': 'number | string',
  'runtime.RawExtension': 'unknown',
  'apiextensions.v1.JSON': 'unknown',
  'apiextensions.v1.JSONSchemaPropsOrArray': 'JSONSchemaProps | JSONSchemaProps[]',
  'apiextensions.v1.JSONSchemaPropsOrBool': 'JSONSchemaProps | boolean',
  'apiextensions.v1.JSONSchemaPropsOrStringArray': 'JSONSchemaProps | string[]',
}
const machinery = new Set(['ObjectMeta', 'ListMeta', 'OwnerReference', 'ManagedFieldsEntry', 'Status'])

/** `core.v1.Pod` is in module `core/v1`; types without a version stand with meta. */
function moduleOf(name: string): string {
  const parts = name.split('.')
  return parts.length === 3 ? `${parts[0]}/${parts[1]}` : 'meta/v1'
}
const shortName = (name: string): string => name.split('.').at(-1) as string

class Module {
  readonly lines: string[] = []
  readonly #imports = new Map<string, Set<string>>()
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** The TypeScript text for a type as the facts write it. */
  reference(type: string): string {
    if (type.startsWith('[]')) {
      const item = this.reference(type.slice(2))
      return item.includes(' ') && !item.includes('<') ? `(${item})[]` : `${item}[]`
    }
    if (type.startsWith('map[string]')) return `Record<string, ${this.reference(type.slice(11))}>`
    const primitive = primitiveOf(type)
    if (primitive) return primitive
    const name = known[type] ?? shortName(type)
    if (machinery.has(name)) this.#import('@knarr/machinery', name)
    else if (!known[type] && moduleOf(type) !== this.#path)
      this.#import(`../../${moduleOf(type)}/api.generated.ts`, name)
    return name
  }

  #import(from: string, name: string): void {
    const names = this.#imports.get(from) ?? new Set()
    this.#imports.set(from, names.add(name))
  }

  importResource(): void {
    this.#import('../../resource.ts', 'Resource')
  }

  text(): string {
    const imports = [...this.#imports]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([from, names]) => `import type { ${[...names].sort().join(', ')} } from '${from}'`)
    return `// Made by hack/generate-api-types.ts from lib/api/facts.\n${imports.join('\n')}\n\n${this.lines.join('\n')}\n`
  }
}

function primitiveOf(type: string): string | undefined {
  const [base] = type.split(':')
  if (base === 'integer' || base === 'number') return 'number'
  if (base === 'string' || base === 'boolean') return base
  if (base === 'object' || base === 'any' || base === '') return 'unknown'
  return undefined
}

function interfaceText(name: string, type: TypeFacts, module: Module): string {
  const isList = name.endsWith('List') && type.fields?.items !== undefined
  const lines = Object.entries(type.fields ?? {}).map(([field, { type: fieldType, required }]) => {
    const always = required || (type.gvk && isAlways(field, isList))
    const key = /^[A-Za-z_$][\w$]*$/.test(field) ? field : JSON.stringify(field)
    const reference = module.reference(fieldType)
    // A template's metadata is a draft: the server names what is made from it.
    const text = reference === 'ObjectMeta' && !type.gvk ? 'Partial<ObjectMeta>' : reference
    return `  ${key}${always ? '' : '?'}: ${text}`
  })
  return `export interface ${shortName(name)} {\n${lines.join('\n')}\n}\n`
}

function isAlways(field: string, isList: boolean): boolean {
  return field === 'apiVersion' || field === 'kind' || field === 'metadata' || (!isList && field === 'spec')
}

const modules = new Map<string, Module>()
const moduleAt = (path: string): Module => {
  const module = modules.get(path) ?? new Module(path)
  modules.set(path, module)
  return module
}

for (const [name, type] of Object.entries(types)) {
  if (known[name]) continue
  const module = moduleAt(moduleOf(name))
  if (type.fields) module.lines.push(interfaceText(name, type, module))
  else module.lines.push(`export type ${shortName(name)} = ${aliasOf(type)}\n`)
}

function aliasOf({ is }: TypeFacts): string {
  return is === 'object' || is === undefined ? 'Record<string, unknown>' : (primitiveOf(is) ?? 'unknown')
}

function gvksOf(name: string): [string, string, string][] {
  const gvk = types[name]?.gvk
  return Array.isArray(gvk) ? gvk : []
}

function moduleOfKind(group: string, version: string, kind: string): string | undefined {
  const name = Object.keys(types).find((candidate) =>
    gvksOf(candidate).some(([g, v, k]) => g === group && v === version && k === kind),
  )
  return name && moduleOf(name)
}

const camel = (plural: string, kind: string): string => {
  const stem = kind[0]?.toLowerCase() + kind.slice(1)
  const acronym = /^[A-Z]{2,}/.exec(kind)?.[0]
  const base = acronym ? acronym.slice(0, -1).toLowerCase() + kind.slice(acronym.length - 1) : stem
  const suffix = plural.slice(longestCommon(plural, kind.toLowerCase()))
  return base.slice(0, longestCommon(plural, kind.toLowerCase())) + suffix
}
function longestCommon(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

for (const [groupVersion, plurals] of Object.entries(resources)) {
  const [group, version] = groupVersion.includes('/')
    ? (groupVersion.split('/') as [string, string])
    : ['', groupVersion]
  for (const [plural, { kind, namespaced }] of Object.entries(plurals)) {
    const path = moduleOfKind(group, version, kind)
    if (!path) throw new Error(`no type for ${groupVersion} ${kind}`)
    const module = moduleAt(path)
    module.importResource()
    const name = camel(plural, kind)
    const type = types[`${path.replace('/', '.')}.${kind}`]?.fields?.metadata
      ? `Resource<${kind}>`
      : 'Resource'
    const fields = `group: '${group}', version: '${version}', plural: '${plural}', kind: '${kind}', namespaced: ${namespaced}`
    module.lines.push(`export const ${name}: ${type} = { ${fields} }`)
  }
}

for (const [path, module] of modules) {
  const folder = new URL(`../lib/api/src/${path}/`, import.meta.url)
  await mkdir(folder, { recursive: true })
  await writeFile(new URL('api.generated.ts', folder), module.text())
}
