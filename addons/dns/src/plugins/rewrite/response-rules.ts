import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { rcodeName, rcodeNumber } from '../../message/codes.ts'
import { isRecord, type ResourceRecord } from '../../message/record.ts'
import type { Handler, Query, Reply } from '../../plugin.ts'
import { numberOf } from '../../plugin-options.ts'
import { nameChange } from './name-rule.ts'
import type { Application } from './rule.ts'

/** Reads `[exact|prefix|suffix|substring|regex] NAME FROM TO`: another code for answers to the names. */
export function rcodeRule(directive: Directive, words: readonly string[]): Application {
  if (words.length < 3)
    throw new CorefileError(directive, `too few (${words.length}) arguments for a rcode rule`)
  const from = rcodeFrom(directive, words.at(-2) ?? '', 'matching')
  const to = rcodeFrom(directive, words.at(-1) ?? '', 'replacement')
  const fits = nameChange(directive, [...words.slice(0, -2), '.'])
  return (query) =>
    fits(query.name) === undefined
      ? undefined
      : { query, restore: (reply) => (reply.rcode === from ? { ...reply, rcode: to } : reply) }
}

function rcodeFrom(directive: Directive, text: string, what: string): string {
  const number = /^\d+$/.test(text) ? Number(text) : rcodeNumber(text.toUpperCase())
  if (number === undefined || number > 23) {
    throw new CorefileError(directive, `invalid ${what} RCODE '${text}' for a rcode rule`)
  }
  return rcodeName(number)
}

/** Reads `[exact|prefix|suffix|substring|regex] FROM TO`: aliases lead elsewhere, and to what is found there. */
export function cnameRule(directive: Directive, words: readonly string[], lookup: Handler): Application {
  const change = nameChange(directive, words)
  return (query) => ({
    query,
    async restore(reply, signal) {
      const at = reply.answers.findIndex(
        (record) => isRecord(record, 'CNAME') && change(record.data.target) !== undefined,
      )
      const alias = reply.answers[at]
      if (!alias || !isRecord(alias, 'CNAME')) return reply
      const target = change(alias.data.target) ?? alias.data.target
      const found = await lookup(chasing(query, target), signal)
      if (!found) return reply
      const led: ResourceRecord = { ...alias, data: { target } }
      return { ...reply, answers: [...reply.answers.slice(0, at), led, ...found.answers], repeat: undefined }
    },
  })
}

function chasing(query: Query, target: string): Query {
  const { request, type, chased = 0 } = query
  const questions = [{ name: target, type, class: query.class }]
  return { ...query, name: target.toLowerCase(), request: { ...request, questions }, chased: chased + 1 }
}

/** Reads `[exact|prefix|suffix|substring|regex] NAME TTL`, the TTL being `30`, `30-`, `-300` or `30-300`. */
export function ttlRule(directive: Directive, words: readonly string[]): Application {
  const [least, most] = ttlRange(directive, words.at(-1) ?? '')
  const fits = nameChange(directive, [...words.slice(0, -1), '.'])
  const clamp = (record: ResourceRecord): ResourceRecord => ({
    ...record,
    ttl: Math.min(most, Math.max(least, record.ttl)),
  })
  return (query) =>
    fits(query.name) === undefined ? undefined : { query, restore: (reply) => mapped(reply, clamp) }
}

function ttlRange(directive: Directive, text: string): [number, number] {
  const [, low, dash, high] = /^(\d*)(-?)(\d*)$/.exec(text) ?? []
  const number = (part: string): number => numberOf(directive, part, [0, 2 ** 31 - 1])
  if (!low && !high) throw new CorefileError(directive, `invalid TTL value or range for a ttl rule: ${text}`)
  if (!dash) return [number(low ?? ''), number(low ?? '')]
  return [low ? number(low) : 0, high ? number(high) : 2 ** 31 - 1]
}

/** The reply with every record changed. */
export function mapped(reply: Reply, change: (record: ResourceRecord) => ResourceRecord): Reply {
  return { ...reply, answers: reply.answers.map(change), additionals: reply.additionals.map(change) }
}
