import { readFileSync } from 'node:fs'

/** What a type and its fields are for, as `kubectl explain` shows it. */
export interface Prose {
  readonly description: string
  readonly fields: Readonly<Record<string, string>>
}

const none: Prose = { description: '', fields: {} }

/** Where hack/generate-api-prose.ts writes, seen from the bundle, from one of its chunks and from here. */
const places = ['./api-prose.json', '../api-prose.json', '../../../../dist/api-prose.json']

let gathered: Record<string, [string, Record<string, string>]> | undefined

/** The prose of a type by the facts' name (`core.v1.PodSpec`); empty where none was generated. */
export function proseOf(typeName: string): Prose {
  gathered ??= readProse()
  const known = gathered[typeName]
  return known ? { description: known[0], fields: known[1] } : none
}

function readProse(): Record<string, [string, Record<string, string>]> {
  for (const place of places) {
    try {
      return JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return {}
}
