import { type Cidr, formatIp, parseCidr, parseIp } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError, wrongArguments } from '../../corefile/corefile-error.ts'
import { isRecord, type ResourceRecord, recordOf } from '../../message/record.ts'
import type { PluginSetup, Query, Reply } from '../../plugin.ts'
import { argumentsOf, onlyDirective, readOptions } from '../../plugin-options.ts'

interface Options {
  prefix: Cidr
  translatesAll: boolean
  allowsIpv4: boolean
}

/** The TTL of translated addresses at most, where no SOA says otherwise (RFC 6147 section 5.1.7). */
const usualTtl = 600

/** Makes IPv6 addresses of IPv4 ones for names that have no other (RFC 6147). */
export const dns64: PluginSetup = {
  name: 'dns64',

  setup(directives, { lookup, environment: { metrics } }) {
    const options = optionsOf(onlyDirective(directives))
    const translated = metrics.counter({
      name: 'coredns_dns64_requests_translated_total',
      help: 'Counter of DNS requests translated by dns64.',
      labels: ['server'],
    })
    return (next) => async (query, signal) => {
      const reply = await next(query, signal)
      if (!reply || !isEligible(query, options) || !needsAddresses(reply, options)) return reply
      const found = await lookup({ ...query, type: 'A' }, signal)
      if (!found) return { ...reply, rcode: 'SERVFAIL' }
      translated.with(query.server).inc()
      const { prefix } = options
      return { ...found, repeat: undefined, answers: synthesized(found, leastTtl(reply), prefix) }
    }
  },
}

function isEligible({ type, class: asked, client }: Query, { allowsIpv4 }: Options): boolean {
  return type === 'AAAA' && asked === 'IN' && (allowsIpv4 || client.address.includes(':'))
}

function needsAddresses({ rcode, answers }: Reply, { translatesAll }: Options): boolean {
  if (rcode === 'NXDOMAIN') return false
  return translatesAll || !answers.some(({ type }) => type === 'AAAA')
}

function leastTtl({ authorities }: Reply): number {
  return authorities.find(({ type }) => type === 'SOA')?.ttl ?? usualTtl
}

function synthesized({ answers }: Reply, ttl: number, prefix: Cidr): readonly ResourceRecord[] {
  return answers.map((record) =>
    isRecord(record, 'A')
      ? recordOf(record.name, 'AAAA', Math.min(record.ttl, ttl), {
          address: translatedAddress(prefix, record.data.address),
        })
      : record,
  )
}

/** The address behind the prefix, its bytes around the ninth, which stays zero (RFC 6052). */
export function translatedAddress({ network, prefixLength }: Cidr, address: string): string {
  const bytes = (parseIp(address)?.value ?? 0n) & 0xffffffffn
  let value = network.value
  let at = prefixLength / 8
  for (const shift of [24n, 16n, 8n, 0n]) {
    if (at === 8) at++
    value |= ((bytes >> shift) & 0xffn) << BigInt(8 * (15 - at++))
  }
  return formatIp({ family: 6, value })
}

function optionsOf(directive: Directive): Options {
  const [given, second] = directive.arguments
  if (second !== undefined) throw wrongArguments(directive)
  const options: Options = {
    prefix: prefixOf(directive, given ?? '64:ff9b::/96'),
    translatesAll: false,
    allowsIpv4: false,
  }
  readOptions(directive, {
    prefix: (line) => {
      options.prefix = prefixOf(line, argumentsOf(line, 1)[0] ?? '')
    },
    translate_all: () => {
      options.translatesAll = true
    },
    allow_ipv4: () => {
      options.allowsIpv4 = true
    },
  })
  return options
}

function prefixOf(line: Directive, text: string): Cidr {
  const prefix = parseCidr(text)
  if (!prefix) throw new CorefileError(line, `invalid CIDR address: ${text}`)
  const { network, prefixLength } = prefix
  if (network.family !== 6) throw new CorefileError(line, `invalid netmask 32 IPv6 address: "${text}"`)
  if (prefixLength % 8 !== 0 || prefixLength < 32 || prefixLength > 96)
    throw new CorefileError(line, `invalid prefix length "${text}"`)
  return prefix
}
