import { badRequest, setOwn } from '@knarr/machinery'
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  type Tags,
  visit,
  type YAMLMap,
} from 'yaml'
import { type Decoded, type DecodeOptions, decodeJson } from './decode-json.ts'
import { firstDocumentOf, refuseYamlBombs } from './yaml-limits.ts'

const openBrace = 0x7b

/**
 * Reads a YAML body as sigs.k8s.io/yaml does: YAML 1.1 without timestamps and sexagesimal numbers, the first
 * document only, every key a string. Most such bodies are JSON, which is read as JSON.
 */
export function decodeYaml(bytes: Uint8Array, options: DecodeOptions = {}): Decoded {
  if (bytes[0] === openBrace) {
    const decoded = jsonOf(bytes, options)
    if (decoded) return decoded
  }
  const document = parseFirst(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  if (!document) return { value: null, duplicates: [] }
  const [error] = document.errors.filter(({ code }) => code !== 'MULTIPLE_DOCS')
  if (error) throw notYaml(error.message)
  const value = plainOf(toJs(document))
  const duplicates: string[] = []
  if (options.findDuplicates) collectDuplicates(document.contents, '', duplicates)
  return { value, duplicates }
}

function jsonOf(bytes: Uint8Array, options: DecodeOptions): Decoded | undefined {
  try {
    return decodeJson(bytes, options)
  } catch {
    // A flow mapping that is YAML only.
    return undefined
  }
}

const isGoTag = (tag: Tags[number]): boolean =>
  typeof tag !== 'object' ||
  ('format' in tag && tag.format === 'TIME'
    ? false
    : !foreignTags.has(tag.tag.replace('tag:yaml.org,2002:', '')))
const foreignTags: ReadonlySet<string> = new Set(['timestamp', 'omap', 'pairs', 'set'])

type YamlDocument = Document.Parsed<ParsedNode>

function parseFirst(text: string, lineCounter?: LineCounter): YamlDocument | undefined {
  const documents = parseAllDocuments(
    asYaml(() => firstDocumentOf(text)),
    {
      ...(lineCounter && { lineCounter }),
      version: '1.1',
      merge: true,
      uniqueKeys: false,
      // Nobody's body writes to this process's log.
      logLevel: 'error',
      customTags: (tags) => tags.filter(isGoTag),
    },
  )
  return 'empty' in documents ? undefined : documents[0]
}

function toJs(document: YamlDocument): unknown {
  return asYaml(() => {
    refuseYamlBombs(document)
    return document.toJS({ maxAliasCount: -1 })
  })
}

function asYaml<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw notYaml(error instanceof Error ? error.message : String(error))
  }
}

const notYaml = (why: string): Error =>
  badRequest(`error converting YAML to JSON: yaml: ${why.split('\n')[0]}`)

/** What YAML has and JSON has not, as Go's converter writes it. */
function plainOf(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw notYaml(`json: unsupported value: ${value}`)
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string') return characters(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (Array.isArray(value)) return value.map(plainOf)
  for (const [key, inner] of Object.entries(value)) setOwn(value, characters(key), plainOf(inner))
  return value
}

/** @throws StatusError BadRequest where half of a pair of surrogates was escaped */
function characters(text: string): string {
  if (text.isWellFormed()) return text
  throw notYaml('found invalid Unicode character escape code')
}

/** Aliases are looked at where they were anchored. */
function collectDuplicates(node: unknown, path: string, found: string[]): void {
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) collectDuplicates(item, `${path}[${index}]`, found)
  } else if (isMap(node)) collectInMap(node, path, found)
}

function collectInMap(map: YAMLMap, path: string, found: string[]): void {
  const seen = new Set<string>()
  for (const { key, value } of map.items) {
    const name = String(isScalar(key) ? key.value : key)
    const inner = path ? `${path}.${name}` : name
    if (seen.has(name) && !found.includes(inner)) found.push(inner)
    seen.add(name)
    collectDuplicates(value, inner, found)
  }
}

/** Keys that stand twice in one mapping, in go-yaml's words: `line 9: key "foo" already set in map`. */
export function repeatedYamlKeys(bytes: Uint8Array): readonly string[] {
  const lines = new LineCounter()
  const document = parseFirst(Buffer.from(bytes).toString('utf8'), lines)
  const found: string[] = []
  if (document) visit(document, { Map: (_, map) => void found.push(...repeatedIn(map, lines)) })
  return found
}

function repeatedIn({ items }: YAMLMap, lines: LineCounter): string[] {
  const seen = new Set<unknown>()
  const scalars = items.flatMap(({ key }) => (isScalar(key) ? [key] : []))
  return scalars.flatMap(({ value, range }) => {
    if (!seen.has(value)) {
      seen.add(value)
      return []
    }
    const { line } = lines.linePos(range?.[0] ?? 0)
    return [`line ${line}: key ${JSON.stringify(String(value))} already set in map`]
  })
}
