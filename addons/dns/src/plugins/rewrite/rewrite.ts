import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError, wrongArguments } from '../../corefile/corefile-error.ts'
import { className, classNumber, type RecordType, typeName, typeNumber } from '../../message/codes.ts'
import type { ResourceRecord } from '../../message/record.ts'
import type { PluginSetup, Query, Reply } from '../../plugin.ts'
import { numberOf } from '../../plugin-options.ts'
import { type NameChange, nameChange, regexChange } from './name-rule.ts'

/** A changed query, and how to make the reply fit the question that was asked. */
interface Rewritten {
  readonly query: Query
  restore(reply: Reply): Reply
}

interface Rule {
  readonly isLast: boolean
  apply(query: Query): Rewritten | undefined
}

/** Changes questions on their way down, and answers on their way up. */
export const rewrite: PluginSetup = {
  name: 'rewrite',

  setup(directives) {
    const rules = directives.map(ruleOf)
    return (next) => async (query, signal) => {
      let current = query
      const restores: ((reply: Reply) => Reply)[] = []
      for (const rule of rules) {
        const rewritten = rule.apply(current)
        if (!rewritten) continue
        current = rewritten.query
        restores.unshift(rewritten.restore)
        if (rule.isLast) break
      }
      const reply = await next(current, signal)
      return reply && restores.reduce((restored, restore) => restore(restored), reply)
    }
  },
}

function ruleOf(directive: Directive): Rule {
  const words = [...directive.arguments]
  const mode = words[0] === 'continue' || words[0] === 'stop' ? words.shift() : 'stop'
  const [field = '', ...rest] = words
  const make = Object.hasOwn(fields, field) ? fields[field] : undefined
  if (!make) throw new CorefileError(directive, `invalid rule type "${field}"`)
  return { isLast: mode === 'stop', apply: make(directive, rest) }
}

type Application = (query: Query) => Rewritten | undefined

const fields: Readonly<Record<string, (directive: Directive, words: readonly string[]) => Application>> = {
  name: nameRule,
  type: (directive, [from, to]) => {
    const [old, other] = [typeFrom(directive, from), typeFrom(directive, to)]
    return (query) => (query.type === old ? { query: { ...query, type: other }, restore: same } : undefined)
  },
  class: (directive, [from, to]) => {
    const [old, other] = [classFrom(directive, from), classFrom(directive, to)]
    return (query) => (query.class === old ? { query: { ...query, class: other }, restore: same } : undefined)
  },
  ttl: (directive, words) => {
    const [least, most] = ttlRange(directive, words.at(-1) ?? '')
    const fits = nameChange(directive, [...words.slice(0, -1), '.'])
    const clamp = (record: ResourceRecord): ResourceRecord => ({
      ...record,
      ttl: Math.min(most, Math.max(least, record.ttl)),
    })
    return (query) =>
      fits(query.name) === undefined ? undefined : { query, restore: (reply) => mapped(reply, clamp) }
  },
}

const same = (reply: Reply): Reply => reply

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

function mapped(reply: Reply, change: (record: ResourceRecord) => ResourceRecord): Reply {
  return { ...reply, answers: reply.answers.map(change), additionals: reply.additionals.map(change) }
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

/** `30`, `30-`, `-300` or `30-300`. */
function ttlRange(directive: Directive, text: string): [number, number] {
  const [, low, dash, high] = /^(\d*)(-?)(\d*)$/.exec(text) ?? []
  const number = (part: string): number => numberOf(directive, part, [0, 2 ** 31 - 1])
  if (!low && !high) throw new CorefileError(directive, `invalid TTL value or range for a ttl rule: ${text}`)
  if (!dash) return [number(low ?? ''), number(low ?? '')]
  return [low ? number(low) : 0, high ? number(high) : 2 ** 31 - 1]
}
