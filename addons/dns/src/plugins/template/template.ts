import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError, wrongArguments } from '../../corefile/corefile-error.ts'
import { rcodeNumber, typeNumber } from '../../message/codes.ts'
import type { EdnsOption } from '../../message/message.ts'
import { zoneOf } from '../../message/name.ts'
import { isRecord, parseRecord, type ResourceRecord } from '../../message/record.ts'
import { Pattern, type PatternMatch } from '../../pattern.ts'
import { emptyReply, type PluginSetup, type Query, type Reply } from '../../plugin.ts'
import {
  argumentsOf,
  type Fallthrough,
  fallthroughOf,
  neverFallsThrough,
  numberOf,
  readOptions,
  zonesOrSite,
} from '../../plugin-options.ts'

const everything = new Pattern('.*')

interface Template {
  readonly class: string
  readonly type: string
  readonly zones: readonly string[]
  readonly matches: Pattern[]
  readonly sections: {
    readonly answer: string[]
    readonly additional: string[]
    readonly authority: string[]
  }
  rcode: string
  /** What went wrong, by number and in words (RFC 8914). */
  extendedError: EdnsOption | undefined
  fallsThrough: Fallthrough
}

/** Makes records of a pattern's groups: `{{ .Name }}`, `{{ .Group.name }}`, `{{ index .Match 1 }}`. */
export const template: PluginSetup = {
  name: 'template',

  setup(directives, site) {
    const templates = directives.map((directive) => templateOf(directive, site.zones))
    const matches = site.environment.metrics.counter({
      name: 'coredns_template_matches_total',
      help: 'Counter of template regex matches.',
      labels: ['server', 'zone', 'view', 'class', 'type'],
    })
    return (next) => async (query, signal) => {
      const one = templates.find((candidate) => isDecisive(candidate, query))
      if (!one) return next(query, signal)
      const match = matchOf(one, query)
      if (!match) return emptyReply('SERVFAIL')
      matches
        .with(query.server, zoneOf(query.name, one.zones) ?? '', query.view ?? '', one.class, one.type)
        .inc()
      return withTargets(replyOf(one, query, match), query, (asked) => site.lookup(asked, signal))
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
    ...{ rcode: 'NOERROR', extendedError: undefined, fallsThrough: neverFallsThrough },
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
    ederror: (line) => {
      const [code, reason = ''] = argumentsOf(line, 1, 2)
      const number = numberOf(line, code, [0, 0xffff])
      parts.extendedError = {
        code: 15,
        data: Buffer.from([number >> 8, number & 255, ...Buffer.from(reason)]),
      }
    },
    fallthrough: (line) => {
      parts.fallsThrough = fallthroughOf(line)
    },
  })
  return parts
}

function patternOf(line: Directive, text: string): Pattern {
  try {
    return new Pattern(text)
  } catch (cause) {
    throw new CorefileError(line, `could not parse regex: ${text}, ${(cause as Error).message}`)
  }
}

function fits({ class: asked, type }: Template, query: Query): boolean {
  return (asked === 'ANY' || asked === query.class) && (type === 'ANY' || type === query.type)
}

function matchOf(one: Template, query: Query): PatternMatch | undefined {
  const patterns = one.matches.length > 0 ? one.matches : [everything]
  for (const pattern of patterns) {
    const match = pattern.match(query.name)
    if (match) return match
  }
  return undefined
}

function replyOf(
  { sections, rcode, zones, extendedError }: Template,
  query: Query,
  match: PatternMatch,
): Reply {
  const zone = zoneOf(query.name, zones) ?? '.'
  const records = (texts: readonly string[]): ResourceRecord[] =>
    texts.map((text) => parseRecord(filled(text, { query, match, zone })))
  return {
    ...{ ...emptyReply(rcode), authoritative: true, plugin: 'template' },
    answers: records(sections.answer),
    additionals: records(sections.additional),
    authorities: records(sections.authority),
    ...(extendedError && { options: [extendedError] }),
  }
}

/** The reply with what its aliases lead to. */
async function withTargets(
  reply: Reply,
  query: Query,
  lookup: (query: Query) => Promise<Reply | undefined>,
): Promise<Reply> {
  if ((query.type !== 'A' && query.type !== 'AAAA') || (query.chased ?? 0) > 7) return reply
  const aliases = reply.answers.filter((record) => isRecord(record, 'CNAME'))
  const found = await Promise.all(
    aliases.map(({ data }) =>
      lookup({ ...query, name: data.target.toLowerCase(), chased: (query.chased ?? 0) + 1 }),
    ),
  )
  return { ...reply, answers: [...reply.answers, ...found.flatMap((one) => one?.answers ?? [])] }
}

interface Filling {
  readonly query: Query
  readonly match: PatternMatch
  readonly zone: string
}

function filled(text: string, filling: Filling): string {
  return text.replace(/\{\{-?\s*(.+?)\s*-?\}\}/g, (_, expression: string) => wordFor(expression, filling))
}

/** What one expression stands for. @throws Error for what Corefiles do not use */
function wordFor(expression: string, filling: Filling): string {
  const { query, match } = filling
  const [word = '', operand = '', index = ''] = expression.split(/\s+/)
  if (word === 'index' && operand === '.Match') return match.groups[Number(index)] ?? ''
  if (word === '.Meta') return query.metadata?.get(operand.replace(/^"|"$/g, ''))?.() ?? ''
  if (word === 'parseInt') return parsedInteger(wordFor(operand, filling), Number(index || 10))
  if (word.startsWith('.Group.')) return match.named[word.slice(7)] ?? ''
  const value = fieldsOf(filling)[expression]
  if (value === undefined) throw new Error(`template: {{ ${expression} }} is not known`)
  return value
}

function fieldsOf({ query, zone }: Filling): Readonly<Record<string, string>> {
  return {
    '.Name': query.name,
    '.Zone': zone,
    '.Type': query.type,
    '.Class': query.class,
    '.Remote': query.client.address,
    '.Question.Name': query.request.questions[0]?.name ?? query.name,
    '.Message.Id': String(query.request.id),
  }
}

function parsedInteger(text: string, base: number): string {
  const value = Number.parseInt(text, base)
  if (Number.isNaN(value)) throw new Error(`template: parsing "${text}": invalid syntax`)
  return String(value)
}
