import type { Pod } from '@knarr/api/core/v1'
import { fqdn, joinName, labelsOf } from '../message/name.ts'

/** How the C library of a pod looks names up, by its resolv.conf. */
export interface Resolver {
  readonly searches: readonly string[]
  readonly ndots: number
}

const clusterDots = 5
const usualDots = 1

/** What the kubelet writes into the pod's resolv.conf, but for what it takes from the node's. */
export function resolverOf({ metadata, spec }: Pod, domain: string): Resolver {
  const { dnsPolicy = 'ClusterFirst', dnsConfig, hostNetwork } = spec
  const usesCluster =
    dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork)
  const zone = fqdn(domain)
  const own = usesCluster ? [joinName(`${metadata.namespace}.svc`, zone), joinName('svc', zone), zone] : []
  const ndots = dnsConfig?.options?.find(({ name }) => name === 'ndots')?.value
  return {
    searches: [...new Set([...own, ...(dnsConfig?.searches ?? []).map(fqdn)])],
    ndots: Number(ndots ?? (usesCluster ? clusterDots : usualDots)),
  }
}

/** The names to ask for, one after the other until one is there. */
export function candidatesOf(name: string, { searches, ndots }: Resolver): readonly string[] {
  const lower = name.toLowerCase()
  if (lower.endsWith('.')) return [lower]
  const searched = searches.map((search) => joinName(lower, search))
  const dots = labelsOf(lower).length - 1
  return dots >= ndots ? [`${lower}.`, ...searched] : [...searched, `${lower}.`]
}
