import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError, wrongArguments } from '../../corefile/corefile-error.ts'
import { className, classNumber, type RecordType, typeName, typeNumber } from '../../message/codes.ts'
import type { ResourceRecord } from '../../message/record.ts'
import type { Handler, PluginSetup, Query } from '../../plugin.ts'
import { ednsRule } from './edns-rule.ts'
import { type NameChange, nameChange, regexChange } from './name-rule.ts'
import { cnameRule, mapped, rcodeRule, ttlRule } from './response-rules.ts'
import type { Application, Rewritten } from './rule.ts'

interface Rule {
  readonly isLast: boolean
  readonly apply: Application
}

/** Changes questions on their way down, and answers on their way up. */
export const rewrite: PluginSetup = {
  name: 'rewrite',

  setup(directives, { lookup }) {
    const rules = directives.map((directive) => ruleOf(directive, lookup))
    return (next) => async (query, signal) => {
      const { query: rewritten, restores } = applied(rules, query)
      let reply = await next(rewritten, signal)
      for (const restore of restores) reply &&= await restore(reply, signal)
      return reply
    }
  },
}

/** The query after every rule that concerns it; the last to change it is the first to be taken back. */
function applied(rules: readonly Rule[], query: Query): { query: Query; restores: readonly Restore[] } {
  const restores: Restore[] = []
  let current = query
  for (const { apply, isLast } of rules) {
    const rewritten = apply(current)
    if (!rewritten) continue
    current = rewritten.query
    if (rewritten.restore) restores.unshift(rewritten.restore)
    if (isLast) break
  }
  return { query: current, restores }
}

type Restore = NonNullable<Rewritten['restore']>

/** A rule stands on the directive's line, or in its block. */
function ruleOf(directive: Directive, lookup: Handler): Rule {
  const inBlock = (directive.body ?? []).flatMap((line) => [line.name, ...line.arguments])
  const words = [...directive.arguments, ...inBlock]
  const mode = words[0] === 'continue' || words[0] === 'stop' ? words.shift() : 'stop'
  const [field = '', ...rest] = words
  const make = Object.hasOwn(fields, field) ? fields[field] : undefined
  if (!make) throw new CorefileError(directive, `invalid rule type "${field}"`)
  return { isLast: mode === 'stop', apply: make(directive, rest, lookup) }
}

type MakeRule = (directive: Directive, words: readonly string[], lookup: Handler) => Application

const fields: Readonly<Record<string, MakeRule>> = {
  name: nameRule,
  type: (directive, [from, to]) => {
    const [old, other] = [typeFrom(directive, from), typeFrom(directive, to)]
    return (query) => (query.type === old ? { query: { ...query, type: other } } : undefined)
  },
  class: (directive, [from, to]) => {
    const [old, other] = [classFrom(directive, from), classFrom(directive, to)]
    return (query) => (query.class === old ? { query: { ...query, class: other } } : undefined)
  },
  edns0: ednsRule,
  ttl: ttlRule,
  cname: cnameRule,
  rcode: rcodeRule,
}

/** `name ... [answer auto | answer name FROM TO | answer value FROM TO]...` */
function nameRule(directive: Directive, words: readonly string[]): Application {
  const answerAt = words.indexOf('answer')
  const main = answerAt < 0 ? words : words.slice(0, answerAt)
  const change = nameChange(
    directive,
    main.filter((word) => word !== 'auto' || main.length < 4),
  )
  const answers = answerAt < 0 ? [] : answerRules(directive, words.slice(answerAt))
  return (query) => {
    const name = change(query.name)?.toLowerCase()
    if (name === undefined) return undefined
    // The asked name always comes back, or the client would not take the answer for its own.
    const back: NameChange = (found) => (found === name ? query.name : undefined)
    return {
      query: { ...query, name },
      restore: (reply) => mapped(reply, (record) => renamed(record, [back, ...answers])),
    }
  }
}

function answerRules(directive: Directive, words: readonly string[]): NameChange[] {
  const [, kind, from, to] = words
  if (kind === 'auto') return []
  if ((kind !== 'name' && kind !== 'value') || from === undefined || to === undefined)
    throw wrongArguments(directive)
  return [
    regexChange(directive, from, to),
    ...(words.length > 4 ? answerRules(directive, words.slice(4)) : []),
  ]
}

function renamed(record: ResourceRecord, changes: readonly NameChange[]): ResourceRecord {
  const change = (name: string): string =>
    changes.map((one) => one(name)).find((found) => found !== undefined) ?? name
  const data = 'target' in record.data ? { ...record.data, target: change(record.data.target) } : record.data
  return { ...record, name: change(record.name), data } as ResourceRecord
}

function typeFrom(directive: Directive, text = ''): RecordType {
  const number = typeNumber(text)
  if (number === undefined) throw new CorefileError(directive, `invalid type "${text}"`)
  return typeName(number)
}

function classFrom(directive: Directive, text = ''): string {
  const number = classNumber(text)
  if (number === undefined) throw new CorefileError(directive, `invalid class "${text}"`)
  return className(number)
}
