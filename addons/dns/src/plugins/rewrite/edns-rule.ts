import { parseIp } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { typeNumber } from '../../message/codes.ts'
import type { EdnsOption } from '../../message/message.ts'
import type { Query } from '../../plugin.ts'
import { numberOf } from '../../plugin-options.ts'
import type { Application } from './rule.ts'

const nsidCode = 3
const subnetCode = 8

/** The bytes of an option for a query; undefined where they cannot be had. */
type OptionData = (query: Query) => Uint8Array | undefined

type Action = 'append' | 'replace' | 'set' | 'unset'
const actions: readonly string[] = ['append', 'replace', 'set', 'unset']

/**
 * Reads `local|nsid|subnet append|replace|set|unset ...` (RFC 6891 options of the query). Answers never repeat the options
 * of a query, so that `revert` is true of every rule. @throws CorefileError
 */
export function ednsRule(directive: Directive, words: readonly string[]): Application {
  const [kind = '', action = '', ...rest] = words.map((word, index) =>
    index < 2 ? word.toLowerCase() : word,
  )
  if (words.length < 2) throw new CorefileError(directive, 'too few arguments for an EDNS0 rule')
  if (!isAction(action)) throw new CorefileError(directive, `invalid action: "${action}"`)
  const values = action !== 'unset' && rest.at(-1) === 'revert' ? rest.slice(0, -1) : rest
  const { code, data } = optionOf(directive, kind, { action, values })
  return (query) => {
    const options = optionsAfter(query, { code, action, data: action === 'unset' ? undefined : data(query) })
    return options && { query: withOptions(query, options) }
  }
}

const isAction = (word: string): word is Action => actions.includes(word)

interface Change {
  readonly code: number
  readonly action: Action
  readonly data: Uint8Array | undefined
}

/** The options of the query after the change; undefined where there is nothing to change. */
function optionsAfter({ request }: Query, { code, action, data }: Change): readonly EdnsOption[] | undefined {
  const present = request.edns?.options ?? []
  if (action === 'unset') return present.filter((option) => option.code !== code)
  if (!data) return undefined
  const at = present.findIndex((option) => option.code === code)
  if (at < 0) return action === 'replace' ? undefined : [...present, { code, data }]
  return action === 'append' ? undefined : present.with(at, { code, data })
}

function withOptions(query: Query, options: readonly EdnsOption[]): Query {
  const { request } = query
  const edns = { udpSize: 4096, version: 0, dnssecOk: false, ...request.edns, options }
  return { ...query, request: { ...request, edns } }
}

interface OptionKind {
  /** How many values follow the action, to set the option and to unset it. */
  readonly counts: { readonly set: number; readonly unset: number }
  readonly wrongCount: { readonly set: string; readonly unset: string }
  option(
    directive: Directive,
    values: readonly string[],
  ): { readonly code: number; readonly data: OptionData }
}

const kinds: Readonly<Record<string, OptionKind>> = {
  local: {
    counts: { set: 2, unset: 1 },
    wrongCount: { set: threeOrFour('local'), unset: unsetMessage('local', 'two arguments') },
    option: (directive, [code = '', data = '']) => ({
      code: codeOf(directive, code),
      data: localData(directive, data),
    }),
  },
  nsid: {
    counts: { set: 0, unset: 0 },
    wrongCount: {
      set: 'EDNS0 NSID rules can accept no more than one arg',
      unset: unsetMessage('nsid', 'one argument'),
    },
    option: () => ({ code: nsidCode, data: () => new Uint8Array() }),
  },
  subnet: {
    counts: { set: 2, unset: 0 },
    wrongCount: { set: threeOrFour('subnet'), unset: unsetMessage('subnet', 'one argument') },
    option: (directive, values) => ({
      code: subnetCode,
      data: values.length > 0 ? subnetData(directive, values) : () => undefined,
    }),
  },
}

function optionOf(
  directive: Directive,
  name: string,
  { action, values }: { readonly action: Action; readonly values: readonly string[] },
): { readonly code: number; readonly data: OptionData } {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (!kind) throw new CorefileError(directive, `invalid rule type "${name}"`)
  const use = action === 'unset' ? 'unset' : 'set'
  if (values.length !== kind.counts[use]) throw new CorefileError(directive, kind.wrongCount[use])
  return kind.option(directive, values)
}

function unsetMessage(kind: string, count: string): string {
  return `${kind} unset action requires exactly ${count}`
}

function threeOrFour(kind: string): string {
  return `EDNS0 ${kind} rules require three or four args`
}

function codeOf(directive: Directive, text: string): number {
  const code = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN
  if (!(code <= 0xffff))
    throw new CorefileError(directive, `strconv.ParseUint: parsing "${text}": invalid syntax`)
  return code
}

/** Text, `0x` and hexadecimal, or a variable in braces. */
function localData(directive: Directive, text: string): OptionData {
  if (text.startsWith('{') && text.endsWith('}')) return variableData(directive, text)
  const isHex = text.startsWith('0x')
  if (isHex && !/^0x([0-9a-f]{2})*$/i.test(text))
    throw new CorefileError(directive, 'encoding/hex: invalid byte')
  const bytes = isHex ? Buffer.from(text.slice(2), 'hex') : Buffer.from(text)
  return () => bytes
}

const variables: Readonly<Record<string, OptionData>> = {
  '{qname}': ({ name }) => Buffer.from(name),
  '{qtype}': ({ type }) => u16(typeNumber(type) ?? 0),
  '{client_ip}': ({ client }) => addressBytes(client.address),
  '{client_port}': ({ client }) => u16(client.port),
  '{protocol}': ({ protocol }) => Buffer.from(protocol),
  '{server_ip}': ({ server }) => addressBytes(hostIn(server)),
  '{server_port}': ({ server }) => u16(Number(server.slice(server.lastIndexOf(':') + 1))),
}

function variableData(directive: Directive, variable: string): OptionData {
  const known = Object.hasOwn(variables, variable) ? variables[variable] : undefined
  if (known) return known
  const label = variable.slice(1, -1)
  if (!label.includes('/')) throw new CorefileError(directive, `unsupported variable name "${variable}"`)
  return ({ metadata }) => {
    const value = metadata?.get(label)?.()
    return value ? Buffer.from(value) : undefined
  }
}

/** The address of `dns://HOST:PORT`. */
function hostIn(server: string): string {
  const host = server.slice(server.indexOf('://') + 3, server.lastIndexOf(':'))
  return host.replace(/^\[|\]$/g, '')
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255)
}

function addressBytes(text: string): Uint8Array | undefined {
  const ip = parseIp(text)
  return ip && Buffer.from(ip.value.toString(16).padStart(ip.family === 4 ? 8 : 32, '0'), 'hex')
}

/** The network of the client, so many bits of its address (RFC 7871). */
function subnetData(directive: Directive, [v4, v6]: readonly string[]): OptionData {
  const bits = { 4: numberOf(directive, v4, [0, 32]), 6: numberOf(directive, v6, [0, 128]) }
  return ({ client }) => {
    const address = addressBytes(client.address)
    if (!address) return undefined
    const family = address.length === 4 ? 4 : 6
    const length = bits[family]
    const network = Buffer.from(address.subarray(0, Math.ceil(length / 8)))
    const last = network.length - 1
    if (length % 8 > 0) network[last] = (network[last] ?? 0) & (0xff << (8 - (length % 8)))
    return Buffer.concat([Uint8Array.of(0, family === 4 ? 1 : 2, length, 0), network])
  }
}
