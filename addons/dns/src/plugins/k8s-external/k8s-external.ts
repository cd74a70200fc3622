import type { ClusterView } from '../../cluster-view/cluster-view.ts'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { fqdn, isWithin, joinName, zoneOf } from '../../message/name.ts'
import { isRecord, type ResourceRecord, recordOf } from '../../message/record.ts'
import { emptyReply, type PluginSetup, type Query, type Reply, type Site } from '../../plugin.ts'
import {
  argumentsOf,
  type Fallthrough,
  fallthroughOf,
  neverFallsThrough,
  numberOf,
  onlyDirective,
  readOptions,
  zonesOrSite,
} from '../../plugin-options.ts'
import { addressRecords } from '../kubernetes/kubernetes.ts'
import { nameServerAddresses } from '../kubernetes/zone-records.ts'
import { type ExternalTarget, externalTargets, type Found, isName } from './external-targets.ts'

interface Options {
  readonly zones: readonly string[]
  ttl: number
  apex: string
  hasHeadless: boolean
  fallsThrough: Fallthrough
}

/** Names of services, in zones of their own, for those outside who reach them by external addresses. */
export const k8sExternal: PluginSetup = {
  name: 'k8s_external',

  setup(directives, site) {
    const directive = onlyDirective(directives)
    const options = optionsOf(directive, site)
    const view = site.environment.cluster
    if (!view) throw new CorefileError(directive, 'kubernetes plugin not loaded')
    const answers = new ExternalAnswers(view, options)
    return (next) => async (query, signal) => {
      const zone = query.class === 'IN' ? zoneOf(query.name, options.zones) : undefined
      const reply = zone === undefined ? undefined : answers.answer(query, zone)
      if (!reply || (reply.rcode === 'NXDOMAIN' && options.fallsThrough(query.name)))
        return next(query, signal)
      return chased(reply, query, (asked) => site.lookup(asked, signal))
    }
  },
}

/** The reply with what the name of a load balancer leads to. */
async function chased(
  reply: Reply,
  query: Query,
  lookup: (query: Query) => Promise<Reply | undefined>,
): Promise<Reply> {
  const [first] = reply.answers
  const depth = query.chased ?? 0
  if (!first || !isRecord(first, 'CNAME') || depth > 7) return reply
  const found = await lookup({ ...query, name: first.data.target.toLowerCase(), chased: depth + 1 })
  return { ...reply, repeat: undefined, answers: [...reply.answers, ...(found?.answers ?? [])] }
}

class ExternalAnswers {
  readonly #view: ClusterView
  readonly #options: Options

  constructor(view: ClusterView, options: Options) {
    this.#view = view
    this.#options = options
  }

  answer(query: Query, zone: string): Reply {
    const { serial } = this.#view
    if (!this.#view.isSynced) return { ...emptyReply('SERVFAIL'), plugin: 'k8s_external' }
    const { name } = query
    const isApex = name === zone || isWithin(name, this.#nameOf('', zone))
    const found = isApex ? this.#atApex(query, zone) : this.#atService(query, zone)
    const answers = found === 'NXDOMAIN' ? [] : found
    return {
      ...emptyReply(found === 'NXDOMAIN' ? 'NXDOMAIN' : 'NOERROR'),
      ...{ answers, authoritative: true, plugin: 'k8s_external' },
      authorities: answers.length === 0 ? [this.#soa(zone)] : [],
      additionals: query.type === 'SRV' ? this.#glue(query, zone) : this.#serverGlue(query, zone),
      repeat: { holds: () => this.#view.serial === serial },
    }
  }

  /** The zone, and the names `dns` and `ns1.dns` below it, where its name server is. */
  #atApex({ name, type }: Query, zone: string): readonly ResourceRecord[] | 'NXDOMAIN' {
    const server = this.#nameOf('ns1', zone)
    if (name === zone) {
      if (type === 'SOA') return [this.#soa(zone)]
      return type === 'NS' ? [recordOf(zone, 'NS', this.#options.ttl, { target: server })] : []
    }
    if (name === server) return this.#serverAddresses(zone).filter((record) => record.type === type)
    return name === this.#nameOf('', zone) ? [] : 'NXDOMAIN'
  }

  #atService({ name, type }: Query, zone: string): readonly ResourceRecord[] | 'NXDOMAIN' {
    const found = this.#targets(name, zone)
    if (found === 'NXDOMAIN') return found
    const { ttl } = this.#options
    if (type === 'SRV') return this.#serviceRecords(name, zone, found)
    const alias = found.find(isName)
    if (alias && (type === 'A' || type === 'AAAA'))
      return [recordOf(name, 'CNAME', ttl, { target: fqdn(alias.host) })]
    return addressRecords(name, type, ttl, [...new Set(found.map(({ host }) => host))])
  }

  #serviceRecords(name: string, zone: string, targets: readonly ExternalTarget[]): readonly ResourceRecord[] {
    const placed = targets.map((target) => ({
      port: target.port,
      target: isName(target) ? fqdn(target.host) : joinName(target.prefix, zone),
    }))
    const distinct = [...new Map(placed.map((one) => [`${one.target}:${one.port}`, one])).values()]
    const weight = Math.max(1, Math.floor(100 / Math.max(1, distinct.length)))
    return distinct.map((one) => recordOf(name, 'SRV', this.#options.ttl, { priority: 0, weight, ...one }))
  }

  /** The addresses of the names that SRV records lead to. */
  #glue({ name }: Query, zone: string): readonly ResourceRecord[] {
    const found = this.#targets(name, zone)
    const places = found === 'NXDOMAIN' ? [] : found.filter((target) => !isName(target))
    const distinct = new Map(places.map((place) => [`${place.prefix} ${place.host}`, place]))
    return [...distinct.values()].flatMap(({ prefix, host }) =>
      addressRecords(joinName(prefix, zone), host.includes(':') ? 'AAAA' : 'A', this.#options.ttl, [host]),
    )
  }

  #serverGlue({ name, type }: Query, zone: string): readonly ResourceRecord[] {
    return type === 'NS' && name === zone ? this.#serverAddresses(zone) : []
  }

  #serverAddresses(zone: string): readonly ResourceRecord[] {
    const name = this.#nameOf('ns1', zone)
    return nameServerAddresses(this.#view, zone, this.#options.ttl).map((record) => ({ ...record, name }))
  }

  #targets(name: string, zone: string): Found {
    return externalTargets(this.#view, { name, zone, hasHeadless: this.#options.hasHeadless })
  }

  /** A name below the apex label, or that itself. */
  #nameOf(label: string, zone: string): string {
    return joinName(label === '' ? this.#options.apex : `${label}.${this.#options.apex}`, zone)
  }

  #soa(zone: string): ResourceRecord {
    const { ttl } = this.#options
    return recordOf(zone, 'SOA', ttl, {
      ...{ mname: this.#nameOf('ns1', zone), rname: this.#nameOf('hostmaster', zone) },
      ...{ serial: this.#view.serial, refresh: 7200, retry: 1800, expire: 86_400, minimum: ttl },
    })
  }
}

function optionsOf(directive: Directive, { zones }: Site): Options {
  const options: Options = {
    zones: zonesOrSite(directive.arguments, directive, zones),
    ...{ ttl: 5, apex: 'dns', hasHeadless: false, fallsThrough: neverFallsThrough },
  }
  readOptions(directive, {
    ttl: (line) => {
      options.ttl = numberOf(line, argumentsOf(line, 1)[0], [0, 3600])
    },
    apex: (line) => {
      options.apex = argumentsOf(line, 1)[0] ?? options.apex
    },
    headless: (line) => {
      argumentsOf(line, 0)
      options.hasHeadless = true
    },
    fallthrough: (line) => {
      options.fallsThrough = fallthroughOf(line)
    },
  })
  return options
}
