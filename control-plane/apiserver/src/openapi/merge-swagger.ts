import { deepEqual } from '@knarr/machinery'

type Json = Record<string, unknown>

const sections = ['definitions', 'parameters'] as const
type Section = (typeof sections)[number]

/** A part of another server's Swagger document: what is below some paths. */
export interface ForeignSwagger {
  readonly document: object
  /** `/apis/GROUP/VERSION`. */
  readonly root: string
}

/**
 * The document with the foreign paths and whatever they refer to. What has a name that is taken by something else gets
 * another, as upstream's aggregator has it.
 */
export function mergeSwagger(own: Json, foreign: readonly ForeignSwagger[]): Json {
  let merged = own
  for (const part of foreign) merged = withForeign(merged, part)
  return merged
}

function withForeign(own: Json, { document, root }: ForeignSwagger): Json {
  const theirs = document as Json
  const paths = Object.entries(membersOf(theirs['paths'])).filter(([path]) => isBelow(path, root))
  const names = referred(theirs, Object.fromEntries(paths))
  const renamed = new Map<string, string>()
  for (const reference of names) {
    const { section, name } = reference
    const [known, wanted] = [membersOf(own[section])[name], membersOf(theirs[section])[name]]
    if (known !== undefined && !deepEqual(known, wanted)) {
      renamed.set(refTo(reference), refTo({ section, name: freeName(own, reference) }))
    }
  }
  const merged: Json = {
    ...own,
    paths: {
      ...membersOf(own['paths']),
      ...Object.fromEntries(paths.map(([path, item]) => [path, rewritten(item, renamed)])),
    },
  }
  for (const reference of names) {
    const { section, name } = reference
    const to = nameIn(renamed.get(refTo(reference)) ?? refTo(reference))
    merged[section] = {
      ...membersOf(merged[section]),
      [to]: rewritten(membersOf(theirs[section])[name], renamed),
    }
  }
  return merged
}

interface Reference {
  readonly section: Section
  readonly name: string
}

const refTo = ({ section, name }: Reference): string => `#/${section}/${name}`
const nameIn = (ref: string): string => ref.slice(ref.indexOf('/', 2) + 1)

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`)
}

function membersOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

/** Everything that a value refers to, and what that refers to, and so on. */
function referred(document: Json, value: unknown): readonly Reference[] {
  const found = new Map<string, Reference>()
  const waiting = [value]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const ref of refsIn(next)) {
      const section = sections.find((each) => ref.startsWith(`#/${each}/`))
      if (!section || found.has(ref)) continue
      const name = nameIn(ref)
      found.set(ref, { section, name })
      waiting.push(membersOf(document[section])[name])
    }
  }
  return [...found.values()]
}

function* refsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    if (key === '$ref' && typeof member === 'string') yield member
    else yield* refsIn(member)
  }
}

function rewritten(value: unknown, renamed: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null || renamed.size === 0) return value
  if (Array.isArray(value)) return value.map((element) => rewritten(element, renamed))
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === '$ref' && typeof member === 'string'
        ? (renamed.get(member) ?? member)
        : rewritten(member, renamed),
    ]),
  )
}

function freeName(document: Json, { section, name }: Reference): string {
  const taken = membersOf(document[section])
  let number = 2
  while (Object.hasOwn(taken, `${name}_v${number}`)) number++
  return `${name}_v${number}`
}
