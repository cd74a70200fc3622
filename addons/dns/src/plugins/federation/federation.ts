import { networkInterfaces } from 'node:os'
import type { Node } from '@knarr/api/core/v1'
import type { ClusterView } from '../../cluster-view/cluster-view.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { zonesOf } from '../../corefile/zone-address.ts'
import { joinName, labelsOf, prefixOf, zoneOf } from '../../message/name.ts'
import { recordOf } from '../../message/record.ts'
import { emptyReply, type Handler, type PluginSetup, type Query, type Reply } from '../../plugin.ts'
import { argumentsOf, onlyDirective, zonesOrSite } from '../../plugin-options.ts'

const mostAliases = 7

/**
 * Names of federated services, `SERVICE.NAMESPACE.FEDERATION.svc.ZONE`: the service of this cluster where it has one, else
 * an alias to where the federation's domain says which cluster has. As CoreDNS's plugin was until its version 1.7.
 */
export const federation: PluginSetup = {
  name: 'federation',

  setup(directives, site) {
    const directive = onlyDirective(directives)
    const zones = zonesOrSite(directive.arguments, directive, site.zones)
    const domains = new Map<string, string>()
    for (const line of directive.body ?? []) {
      const [domain = ''] = argumentsOf(line, 1)
      const [zone = ''] = zonesOf(domain, line)
      domains.set(line.name.toLowerCase(), zone)
    }
    const { cluster } = site.environment
    if (!cluster) throw new CorefileError(directive, 'no cluster to read: start with a kubeconfig')
    cluster.watchNodes()
    return (next) => async (query, signal) => {
      const asked = federatedName(query, zones, domains)
      if (!asked) return next(query, signal)
      const reply = await next({ ...query, name: asked.local }, signal)
      if (!reply) return reply
      if (reply.rcode !== 'NXDOMAIN') return { ...named(reply, asked.local, query.name), repeat: undefined }
      const target = joinName([...asked.service, ...placeOf(cluster)].join('.'), asked.domain)
      return aliasReply(query, target, (to) => site.lookup(to, signal))
    }
  },
}

interface FederatedName {
  /** The name without the federation. */
  readonly local: string
  /** The labels before the zone, with the federation. */
  readonly service: readonly string[]
  readonly domain: string
}

function federatedName(
  { name }: Query,
  zones: readonly string[],
  domains: ReadonlyMap<string, string>,
): FederatedName | undefined {
  const zone = zoneOf(name, zones)
  if (zone === undefined) return undefined
  const service = labelsOf(prefixOf(name, zone))
  const [federationLabel = '', kind] = service.slice(-2)
  const domain = domains.get(federationLabel)
  if (kind !== 'svc' || domain === undefined || service.length < 4) return undefined
  const local = joinName([...service.slice(0, -2), kind].join('.'), zone)
  return { local, service, domain }
}

/** The records as those of the name that was asked. */
function named(reply: Reply, local: string, name: string): Reply {
  const answers = reply.answers.map((record) => (record.name === local ? { ...record, name } : record))
  return { ...reply, answers, plugin: 'federation' }
}

async function aliasReply(
  query: Query,
  target: string,
  lookup: (query: Query) => ReturnType<Handler>,
): Promise<Reply> {
  const alias = recordOf(query.name, 'CNAME', 0, { target })
  const chased = (query.chased ?? 0) + 1
  const found =
    query.type === 'CNAME' || chased > mostAliases
      ? undefined
      : await lookup({ ...query, name: target.toLowerCase(), chased })
  const answers = [alias, ...(found?.answers ?? [])]
  return { ...emptyReply('NOERROR'), answers, authoritative: true, plugin: 'federation' }
}

const zoneLabels = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone']
const regionLabels = ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region']

/** Zone and region of the node that this server runs on; of any where it runs on none. */
function placeOf(cluster: ClusterView): string[] {
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
  )
  const nodes = cluster.allNodes()
  const node =
    nodes.find(({ status }) => status?.addresses?.some(({ address }) => own.has(address))) ?? nodes[0]
  return [labelOf(node, zoneLabels), labelOf(node, regionLabels)].filter((label) => label !== '')
}

function labelOf(node: Node | undefined, names: readonly string[]): string {
  const labels = node?.metadata.labels ?? {}
  return names.map((name) => labels[name]).find(Boolean) ?? ''
}
