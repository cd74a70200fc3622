import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'

/**
 * Gathers what the API's types and fields are for, for `kubectl explain`, from npm packages made of upstream's
 * OpenAPI document, into dist/api-prose.json. The prose is not ours to commit; without the file it is empty.
 */

interface TypeFacts {
  fields?: Record<string, unknown>
}
/** A type's description and those of its fields. */
type Prose = [description: string, fields: Record<string, string>]

const root = new URL('../', import.meta.url)
const modules = new URL('node_modules/', root)
const types: Record<string, TypeFacts> = JSON.parse(
  await readFile(new URL('lib/api/facts/types.json', root), 'utf8'),
)

/** Reads interfaces and classes of a declaration file with the comments before them and their members. */
class DeclarationReader {
  readonly found = new Map<string, Prose>()
  readonly #namespaces: string[] = []
  #comment: string[] | undefined
  #pending = ''
  #current: Prose | undefined

  read(line: string): void {
    if (line.startsWith('/**')) this.#comment = []
    if (this.#comment) this.#readComment(line, this.#comment)
    else {
      this.#readCode(line)
      if (line) this.#pending = ''
    }
  }

  #readComment(line: string, comment: string[]): void {
    comment.push(line.replace(/ ?\*\/$/, '').replace(/^\/?\*+ ?/, ''))
    if (!line.endsWith('*/')) return
    this.#pending = proseOf(comment)
    this.#comment = undefined
  }

  #readCode(line: string): void {
    const [, keyword, name = ''] =
      /^(?:export )?(?:declare )?(namespace|interface|class) (\w+)/.exec(line) ?? []
    if (keyword === 'namespace') this.#namespaces.push(name)
    else if (keyword) this.#open(name)
    else if (line === '}') this.#close()
    else if (this.#current && this.#pending) this.#readMember(line, this.#current[1])
  }

  #open(name: string): void {
    this.#current = [this.#pending, {}]
    this.found.set([...this.#namespaces, name].join('.'), this.#current)
  }

  #close(): void {
    if (!this.#current) this.#namespaces.pop()
    this.#current = undefined
  }

  #readMember(line: string, members: Record<string, string>): void {
    const member = /^'?([\w$-]+)'?\??:/.exec(line)?.[1]
    if (member) members[member] = this.#pending
  }
}

function readDeclarations(text: string): Map<string, Prose> {
  const reader = new DeclarationReader()
  for (const line of text.split('\n')) reader.read(line.trim())
  return reader.found
}

function proseOf(comment: readonly string[]): string {
  const text = comment.join('\n').trim()
  return text
    .replace(/\\(["'])/g, '$1')
    .replace(/\\n/g, '\n')
    .replace(/\*\u200B?\\?\//g, '*/')
    .replaceAll('*\\/', '*/')
}

const pascal = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** client-node names a class after version and kind, and after the group too where that is not enough. */
async function fromClientNode(): Promise<Map<string, Prose>> {
  const folder = new URL('@kubernetes/client-node/dist/gen/models/', modules)
  const files = new Set((await readdir(folder)).filter((name) => name.endsWith('.d.ts')))
  const found = new Map<string, Prose>()
  for (const name of Object.keys(types)) {
    const [group = '', version = '', kind = ''] = name.split('.')
    const candidates = [pascal(group) + pascal(version) + kind, pascal(version) + kind]
    const className = candidates.find((candidate) => files.has(`${candidate}.d.ts`))
    if (!className) continue
    const prose = readDeclarations(await readFile(new URL(`${className}.d.ts`, folder), 'utf8')).get(
      className,
    )
    if (prose) found.set(name, prose)
  }
  return found
}

async function fromPulumi(): Promise<Map<string, Prose>> {
  return readDeclarations(await readFile(new URL('@pulumi/kubernetes/types/output.d.ts', modules), 'utf8'))
}

async function fromKubernetesTypes(): Promise<Map<string, Prose>> {
  const found = new Map<string, Prose>()
  const folder = new URL('kubernetes-types/', modules)
  for (const file of (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.d.ts'))) {
    const prefix = file.slice(0, -'.d.ts'.length).replaceAll('/', '.')
    for (const [name, prose] of readDeclarations(await readFile(new URL(file, folder), 'utf8'))) {
      found.set(`${prefix}.${name}`, prose)
    }
  }
  return found
}

/** Names that a TypeScript class cannot have: `$ref`, `x-kubernetes-list-type`. */
const spelled = (field: string): string => field.replace(/^\$/, '').replaceAll('-', '_')

/** What the generators drop beside references, and every kind says in the same words. */
function usual(type: string, field: string): string | undefined {
  if (field !== 'metadata') return undefined
  const model = type.endsWith('List') ? 'core.v1.ServiceList' : 'core.v1.Service'
  return sources.map((source) => source.get(model)?.[1].metadata).find(Boolean)
}

const sources = [await fromClientNode(), await fromKubernetesTypes(), await fromPulumi()]
const gathered: Record<string, Prose> = {}
let told = 0
let all = 0
for (const [name, { fields }] of Object.entries(types)) {
  const proses = sources.map((source) => source.get(name)).filter((prose) => prose !== undefined)
  const about = (field: string): string | undefined =>
    proses.map(([, known]) => known[field] ?? known[spelled(field)]).find(Boolean) ?? usual(name, field)
  const texts = Object.keys(fields ?? {}).map((field): [string, string | undefined] => [field, about(field)])
  const known = texts.filter((pair): pair is [string, string] => pair[1] !== undefined)
  told += known.length
  all += texts.length
  gathered[name] = [proses.map(([text]) => text).find(Boolean) ?? '', Object.fromEntries(known)]
}
if (told < all * 0.9)
  throw new Error(`only ${told} of ${all} fields are described: did a package change its form?`)
await mkdir(new URL('dist/', root), { recursive: true })
await writeFile(new URL('dist/api-prose.json', root), JSON.stringify(gathered))
console.log(`dist/api-prose.json: ${told} of ${all} fields described`)
