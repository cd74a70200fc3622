import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError, wrongArguments } from '../../corefile/corefile-error.ts'
import { rcodeNumber, typeNumber } from '../../message/codes.ts'
import { zoneOf } from '../../message/name.ts'
import { parseRecord, type ResourceRecord } from '../../message/record.ts'
import { emptyReply, type PluginSetup, type Query, type Reply } from '../../plugin.ts'
import {
  argumentsOf,
  type Fallthrough,
  fallthroughOf,
  neverFallsThrough,
  readOptions,
  zonesOrSite,
} from '../../plugin-options.ts'

interface Template {
  readonly class: string
  readonly type: string
  readonly zones: readonly string[]
  readonly matches: RegExp[]
  readonly sections: {
    readonly answer: string[]
    readonly additional: string[]
    readonly authority: string[]
  }
  rcode: string
  fallsThrough: Fallthrough
}

/** Makes records of a pattern's groups: `{{ .Name }}`, `{{ .Group.name }}`, `{{ index .Match 1 }}`. */
export const template: PluginSetup = {
  name: 'template',

  setup(directives, site) {
    const templates = directives.map((directive) => templateOf(directive, site.zones))
    return (next) => async (query, signal) => {
      const one = templates.find((candidate) => isDecisive(candidate, query))
      if (!one) return next(query, signal)
      const match = matchOf(one, query)
      return match ? replyOf(one, query, match) : { ...emptyReply('NXDOMAIN'), plugin: 'template' }
    }
  },
}

/** A template answers what it matches, and denies the rest of what it is for unless that falls through. */
function isDecisive(one: Template, query: Query): boolean {
  if (!fits(one, query) || zoneOf(query.name, one.zones) === undefined) return false
  return matchOf(one, query) !== undefined || !one.fallsThrough(query.name)
}

function templateOf(directive: Directive, siteZones: readonly string[]): Template {
  const [asked, type, ...zones] = directive.arguments
  if (asked === undefined || type === undefined) throw wrongArguments(directive)
  if (type !== 'ANY' && typeNumber(type) === undefined)
    throw new CorefileError(directive, `invalid RR class ${type}`)
  const parts: Template = {
    ...{
      class: asked.toUpperCase(),
      type: type.toUpperCase(),
      zones: zonesOrSite(zones, directive, siteZones),
    },
    ...{ matches: [], sections: { answer: [], additional: [], authority: [] } },
    ...{ rcode: 'NOERROR', fallsThrough: neverFallsThrough },
  }
  const section = (name: keyof Template['sections']) => (line: Directive) =>
    void parts.sections[name].push(...argumentsOf(line, 1, 1000))
  readOptions(directive, {
    match: (line) =>
      void parts.matches.push(...argumentsOf(line, 1, 1000).map((text) => patternOf(line, text))),
    ...{ answer: section('answer'), additional: section('additional'), authority: section('authority') },
    rcode: (line) => {
      parts.rcode = (argumentsOf(line, 1)[0] ?? '').toUpperCase()
      if (rcodeNumber(parts.rcode) === undefined)
        throw new CorefileError(line, `unknown rcode ${parts.rcode}`)
    },
    fallthrough: (line) => {
      parts.fallsThrough = fallthroughOf(line)
    },
  })
  return parts
}

/** Go names groups `(?P<name>...)`. */
function patternOf(line: Directive, text: string): RegExp {
  try {
    return new RegExp(text.replaceAll('(?P<', '(?<'))
  } catch (cause) {
    throw new CorefileError(line, `could not parse regex: ${text}, ${(cause as Error).message}`)
  }
}

function fits({ class: asked, type }: Template, query: Query): boolean {
  return (asked === 'ANY' || asked === query.class) && (type === 'ANY' || type === query.type)
}

function matchOf(one: Template, query: Query): RegExpExecArray | undefined {
  const patterns = one.matches.length > 0 ? one.matches : [/.*/]
  for (const pattern of patterns) {
    const match = pattern.exec(query.name)
    if (match) return match
  }
  return undefined
}

function replyOf({ sections, rcode, zones }: Template, query: Query, match: RegExpExecArray): Reply {
  const zone = zoneOf(query.name, zones) ?? '.'
  const records = (texts: readonly string[]): ResourceRecord[] =>
    texts.map((text) => parseRecord(filled(text, { query, match, zone })))
  return {
    ...{ ...emptyReply(rcode), authoritative: true, plugin: 'template' },
    answers: records(sections.answer),
    additionals: records(sections.additional),
    authorities: records(sections.authority),
  }
}

interface Filling {
  readonly query: Query
  readonly match: RegExpExecArray
  readonly zone: string
}

function filled(text: string, { query, match, zone }: Filling): string {
  return text.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, expression: string) => {
    const index = /^index \.Match (\d+)$/.exec(expression)
    if (index) return match[Number(index[1])] ?? ''
    const label = /^\.Meta "([^"]*)"$/.exec(expression)?.[1]
    if (label !== undefined) return query.metadata?.get(label)?.() ?? ''
    if (expression.startsWith('.Group.')) return match.groups?.[expression.slice(7)] ?? ''
    const values: Record<string, string> = {
      '.Name': query.name,
      '.Zone': zone,
      '.Type': query.type,
      '.Class': query.class,
      '.Remote': query.client.address,
    }
    const value = values[expression]
    if (value === undefined) throw new Error(`template: {{ ${expression} }} is not known`)
    return value
  })
}
