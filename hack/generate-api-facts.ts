import { readFile, writeFile } from 'node:fs/promises'

/**
 * Packs lib/api/facts/*.json into one JavaScript module of text lines. Node strips types slowly and parses
 * big JSON eagerly; a string constant costs nothing until one of its lines is asked for, and survives a bundle.
 */

interface FieldFacts {
  type: string
  [fact: string]: unknown
}
interface TypeFacts {
  fields?: Record<string, FieldFacts>
  is?: string
  mapType?: string
  gvk?: [string, string, string][] | string
}
type MessageFacts = Record<string, [number, string]>

const folder = new URL('../lib/api/facts/', import.meta.url)
const read = async <T>(name: string): Promise<Record<string, T>> =>
  JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8'))

const short: Record<string, string> = {
  listType: 'l',
  listMapKeys: 'k',
  patchStrategy: 's',
  patchMergeKey: 'm',
  mapType: 't',
  enum: 'e',
}

/** `[type, Go flags, lists and patches]`, the tail left out where it says nothing. */
function packField({ type, required, ...rest }: FieldFacts, go: string): unknown {
  const extra = Object.fromEntries(Object.entries(rest).map(([key, value]) => [short[key] ?? key, value]))
  const flags = required ? `r${go}` : go
  if (Object.keys(extra).length > 0) return [type, flags, extra]
  return flags ? [type, flags] : type
}

function packType(type: TypeFacts, go: Record<string, string>): unknown {
  const { fields, is, mapType, gvk } = type
  const packed = Object.entries(fields ?? {}).map(([name, field]) => [
    name,
    packField(field, go[name] ?? 'o'),
  ])
  return {
    ...(fields ? { f: Object.fromEntries(packed) } : {}),
    ...(is ? { is } : {}),
    ...(mapType ? { t: mapType } : {}),
    ...(gvk ? { g: typeof gvk === 'string' ? 'every' : gvk } : {}),
  }
}

/** The messages that the served types reach; the protobuf facts hold those of many releases. */
function reachable(messages: Record<string, MessageFacts>, roots: string[]): string[] {
  const seen = new Set<string>()
  const visit = (name: string): void => {
    const message = messages[name]
    if (!message || seen.has(name)) return
    seen.add(name)
    for (const [, type] of Object.values(message))
      visit(type.replace(/^(repeated |map<string,)/, '').replace('>', ''))
  }
  for (const root of roots) visit(root)
  return [...seen].sort()
}

const types = await read<TypeFacts>('types')
const go = await read<Record<string, string>>('go')
const messages = await read<MessageFacts>('protobuf')
const resources = await read<unknown>('resources')

const lines = (entries: [string, unknown][]): string[] =>
  entries.map(([name, value]) => `${name} ${JSON.stringify(value)}`)

/** A constant the formatter and V8 both take as one string; no fact holds a quote, a backtick or a backslash. */
function constant(name: string, text: string[]): string {
  const bad = text.find((line) => /['`\\]/.test(line))
  if (bad) throw new Error(`cannot be written bare: ${bad}`)
  return `export const ${name} = \`\n${text.join('\n')}\n\`\n`
}

const typeLines = lines(Object.entries(types).map(([name, type]) => [name, packType(type, go[name] ?? {})]))
const messageLines = lines(reachable(messages, Object.keys(types)).map((name) => [name, messages[name]]))
const text = [
  '// Made by hack/generate-api-facts.ts from the JSON files beside it.\n',
  constant('typeLines', typeLines),
  constant('messageLines', messageLines),
  constant('resourceLines', lines(Object.entries(resources))),
]
await writeFile(new URL('packed.js', folder), text.join(''))
await writeFile(
  new URL('packed.d.ts', folder),
  ['typeLines', 'messageLines', 'resourceLines'].map((name) => `export const ${name}: string\n`).join(''),
)
