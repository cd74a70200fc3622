import { parseIp } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { isRecord, type ResourceRecord } from '../../message/record.ts'
import { emptyReply, type PluginSetup, type Query, type Reply, type Site } from '../../plugin.ts'
import { argumentsOf, readOptions, zonesOrSite } from '../../plugin-options.ts'

/** Who may have which zones; `*` is everyone. */
interface Permission {
  readonly zones: readonly string[]
  readonly to: ReadonlySet<string>
}

/** Hands whole zones of other plugins to secondaries: AXFR, and IXFR as AXFR or as the word that nothing changed. */
export const transfer: PluginSetup = {
  name: 'transfer',

  setup(directives, site) {
    const permissions = directives.map((directive) => permissionOf(directive, site))
    return (next) => async (query, signal) => {
      if (!isTransfer(query)) return next(query, signal)
      const permission = permissions.find(({ zones }) => zones.includes(query.name))
      if (!permission) return next(query, signal)
      if (!isAllowed(permission, query)) return emptyReply('REFUSED')
      const records = site.zoneSources
        .map((source) => source.zone(query.name))
        .find((found) => found !== undefined)
      return records ? replyWith(records, query) : next(query, signal)
    }
  },
}

const isTransfer = ({ type }: Query): boolean => type === 'AXFR' || type === 'IXFR'

function isAllowed({ to }: Permission, { client }: Query): boolean {
  return to.has('*') || to.has(client.address)
}

function permissionOf(directive: Directive, site: Site): Permission {
  const to = new Set<string>()
  readOptions(directive, {
    to: (line) => {
      for (const text of argumentsOf(line, 1, 1000)) {
        if (text !== '*' && !parseIp(text)) throw new CorefileError(line, `non-IP address found: ${text}`)
        to.add(text)
      }
    },
  })
  if (to.size === 0) throw new CorefileError(directive, "'to' is required")
  return { zones: zonesOrSite(directive.arguments, directive, site.zones), to }
}

function replyWith(records: readonly ResourceRecord[], query: Query): Reply {
  const [soa] = records
  if (!soa) return emptyReply('SERVFAIL')
  const reply: Reply = { ...emptyReply('NOERROR'), authoritative: true, answers: [soa], plugin: 'transfer' }
  if (query.type === 'IXFR' && isCurrent(soa, query)) return reply
  // Over UDP the SOA alone tells an IXFR client to come back over TCP; AXFR is for TCP only.
  if (query.protocol === 'udp') return query.type === 'IXFR' ? reply : emptyReply('REFUSED')
  return { ...reply, transfer: messagesOf([...records, soa]) }
}

function isCurrent(soa: ResourceRecord, { request }: Query): boolean {
  const [held] = request.authorities.filter((record) => isRecord(record, 'SOA'))
  return held !== undefined && isRecord(soa, 'SOA') && held.data.serial >= soa.data.serial
}

const recordsPerMessage = 200

function* messagesOf(records: readonly ResourceRecord[]): Generator<readonly ResourceRecord[]> {
  for (let at = 0; at < records.length; at += recordsPerMessage)
    yield records.slice(at, at + recordsPerMessage)
}
