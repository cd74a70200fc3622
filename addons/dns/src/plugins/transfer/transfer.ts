import { isIP } from 'node:net'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { isRecord, type ResourceRecord } from '../../message/record.ts'
import { emptyReply, type PluginSetup, type Query, type Reply, type Site } from '../../plugin.ts'
import { argumentsOf, hostAndPort, readOptions, zonesOrSite } from '../../plugin-options.ts'
import type { UpstreamAddress } from '../forward/stream-connections.ts'
import { Notifier } from './notifier.ts'
import { isNewer, serialOf, ZoneHistory } from './zone-history.ts'

/** Who may have which zones, and is told when they change; `*` is everyone, whom nobody can tell. */
interface Permission {
  readonly zones: readonly string[]
  readonly isForAll: boolean
  readonly to: readonly UpstreamAddress[]
}

/** Hands whole zones of other plugins to secondaries, by IXFR what has changed, and tells them of changes. */
export const transfer: PluginSetup = {
  name: 'transfer',

  setup(directives, site) {
    const permissions = directives.map((directive) => permissionOf(directive, site))
    const histories = new Map<string, ZoneHistory>()
    for (const { zones, to } of permissions) {
      if (to.length > 0) new Notifier(site, zones, to).start()
    }
    const handOver = (query: Query): Reply | undefined => {
      const permission = permissions.find(({ zones }) => zones.includes(query.name))
      if (!permission) return undefined
      if (!isAllowed(permission, query)) return emptyReply('REFUSED')
      const records = recordsOf(site, query.name)
      if (!records) return undefined
      const history = histories.get(query.name) ?? new ZoneHistory()
      histories.set(query.name, history)
      history.remember(records)
      return replyWith(records, history, query)
    }
    return (next) => async (query, signal) =>
      (isTransfer(query) ? handOver(query) : undefined) ?? next(query, signal)
  },
}

/** Every record of the zone, from whichever plugin has it. */
function recordsOf({ zoneSources }: Site, zone: string): readonly ResourceRecord[] | undefined {
  return zoneSources.map((source) => source.zone(zone)).find((found) => found !== undefined)
}

const isTransfer = ({ type }: Query): boolean => type === 'AXFR' || type === 'IXFR'

function isAllowed({ isForAll, to }: Permission, { client }: Query): boolean {
  return isForAll || to.some(({ host }) => host === client.address)
}

function permissionOf(directive: Directive, site: Site): Permission {
  const to: string[] = []
  readOptions(directive, {
    to: (line) => {
      for (const text of argumentsOf(line, 1, 1000)) {
        if (text !== '*' && !isIP(hostAndPort(text).host))
          throw new CorefileError(line, `not an IP address or file: "${text}"`)
        to.push(text)
      }
    },
  })
  if (to.length === 0) throw new CorefileError(directive, "'to' is required")
  return {
    zones: zonesOrSite(directive.arguments, directive, site.zones),
    isForAll: to.includes('*'),
    to: to
      .filter((text) => text !== '*')
      .map(hostAndPort)
      .map(({ host, port = 53 }) => ({ host, port, isTls: false })),
  }
}

function replyWith(records: readonly ResourceRecord[], history: ZoneHistory, query: Query): Reply {
  const [soa] = records
  if (!soa) return emptyReply('SERVFAIL')
  const reply: Reply = { ...emptyReply('NOERROR'), authoritative: true, answers: [soa], plugin: 'transfer' }
  const held = query.type === 'IXFR' ? heldSerial(query) : undefined
  if (held !== undefined && !isNewer(serialOf(records) ?? 0, held)) return reply
  // Over UDP the SOA alone tells an IXFR client to come back over TCP; AXFR is for TCP only.
  if (query.protocol === 'udp') return query.type === 'IXFR' ? reply : emptyReply('REFUSED')
  const difference = held === undefined ? undefined : history.since(held, records)
  const isShorter = difference !== undefined && difference.length < records.length
  return { ...reply, transfer: messagesOf(isShorter ? difference : [...records, soa]) }
}

/** The serial of the version that an IXFR client has. */
function heldSerial({ request }: Query): number | undefined {
  return serialOf(request.authorities.filter((record) => isRecord(record, 'SOA')))
}

const recordsPerMessage = 200

function* messagesOf(records: readonly ResourceRecord[]): Generator<readonly ResourceRecord[]> {
  for (let at = 0; at < records.length; at += recordsPerMessage)
    yield records.slice(at, at + recordsPerMessage)
}
