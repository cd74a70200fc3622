import { type Cidr, parseCidr, parseIp } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { typeNumber } from '../../message/codes.ts'
import { zoneOf } from '../../message/name.ts'
import { emptyReply, type PluginSetup, type Query, type Reply } from '../../plugin.ts'
import { zonesOrSite } from '../../plugin-options.ts'

type Action = 'allow' | 'block' | 'filter' | 'drop'

interface Policy {
  readonly action: Action
  readonly types: ReadonlySet<string>
  readonly networks: readonly Cidr[]
}

/** Lets some clients ask and others not; the first policy that fits decides, and none allows. */
export const acl: PluginSetup = {
  name: 'acl',

  setup(directives, site) {
    const rules = directives.map((directive) => ({
      zones: zonesOrSite(directive.arguments, directive, site.zones),
      policies: (directive.body ?? []).map(policyOf),
    }))
    return (next) => async (query, signal) => {
      const action = rules
        .filter(({ zones }) => zoneOf(query.name, zones) !== undefined)
        .map(({ policies }) => policies.find((policy) => fits(policy, query))?.action)
        .find((found) => found !== undefined && found !== 'allow')
      if (action === undefined) return forClient(await next(query, signal))
      if (action === 'drop') return undefined
      return { ...emptyReply(action === 'block' ? 'REFUSED' : 'NOERROR'), plugin: 'acl' }
    }
  },
}

/** Another client may be told something else. */
function forClient(reply: Reply | undefined): Reply | undefined {
  return reply?.repeat ? { ...reply, repeat: { ...reply.repeat, isForClient: true } } : reply
}

function fits({ types, networks }: Policy, { type, client }: Query): boolean {
  const isOfType = types.size === 0 || types.has(type)
  return isOfType && (networks.length === 0 || networks.some((network) => network.contains(client.address)))
}

const actions: readonly string[] = ['allow', 'block', 'filter', 'drop']

function policyOf(line: Directive): Policy {
  if (!actions.includes(line.name)) {
    throw new CorefileError(
      line,
      `unexpected token '${line.name}'; expect 'allow', 'block', 'filter' or 'drop'`,
    )
  }
  const types = new Set<string>()
  const networks: Cidr[] = []
  let section = ''
  for (const word of line.arguments) {
    if (word === 'type' || word === 'net') section = word
    else if (word === '*') continue
    else if (section === 'type') types.add(knownType(line, word))
    else if (section === 'net') networks.push(networkOf(line, word))
    else throw new CorefileError(line, `unexpected token '${word}'; expect 'type | net'`)
  }
  return { action: line.name as Action, types, networks }
}

function knownType(line: Directive, text: string): string {
  if (typeNumber(text) === undefined)
    throw new CorefileError(line, `unexpected token '${text}'; expect legal QTYPE`)
  return text.toUpperCase()
}

function networkOf(line: Directive, text: string): Cidr {
  const whole = parseIp(text) ? `${text}/${text.includes(':') ? 128 : 32}` : text
  const network = parseCidr(whole)
  if (!network) throw new CorefileError(line, `illegal CIDR notation '${text}'`)
  return network
}
