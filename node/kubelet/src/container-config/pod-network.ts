import type { Container, Pod } from '@knarr/api/core/v1'
import type { PodSandboxConfig, PortMapping } from '@knarr/rpc'

/** How names are resolved on the node and in the cluster. */
export interface DnsSettings {
  readonly clusterServers: readonly string[]
  readonly clusterDomain: string
  readonly node: {
    readonly servers: readonly string[]
    readonly searches: readonly string[]
    readonly options: readonly string[]
  }
}

/** More of them the resolver does not heed. */
const maxNameservers = 3
/** The kernel's `__NEW_UTS_LEN`. */
const maxKernelHostname = 64

type Dns = NonNullable<PodSandboxConfig['dns']>

/** resolv.conf by `dnsPolicy` and `dnsConfig`. */
export function dnsOf(pod: Pod, { clusterServers, clusterDomain, node }: DnsSettings): Dns {
  const policy = pod.spec.dnsPolicy ?? 'ClusterFirst'
  const usesCluster =
    policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && !pod.spec.hostNetwork)
  let dns: Dns = node
  if (policy === 'None') dns = { servers: [], searches: [], options: [] }
  else if (usesCluster && clusterServers.length > 0) {
    const searches = [`${pod.metadata.namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain]
    dns = { servers: clusterServers, searches: [...searches, ...node.searches], options: ['ndots:5'] }
  }
  const { nameservers = [], searches = [], options = [] } = pod.spec.dnsConfig ?? {}
  const own = options.map(({ name = '', value }) => (value ? `${name}:${value}` : name))
  const names = new Set(own.map((option) => option.split(':')[0]))
  return {
    servers: [...new Set([...dns.servers, ...nameservers])].slice(0, maxNameservers),
    searches: [...new Set([...dns.searches, ...searches])],
    options: [...dns.options.filter((option) => !names.has(option.split(':')[0] as string)), ...own],
  }
}

/** `spec.hostname` or the pod's name, cut to what the kernel takes; '' with the node's network. */
export function hostnameOf({ spec, metadata }: Pod): string {
  if (spec.hostNetwork) return ''
  return (spec.hostname ?? metadata.name).slice(0, 63).replace(/[-.]+$/, '')
}

/** The pod's name in its subdomain, where it has one. */
export function hostDomainOf({ spec, metadata }: Pod, clusterDomain: string): string {
  return spec.subdomain ? `${spec.subdomain}.${metadata.namespace}.svc.${clusterDomain}` : ''
}

/**
 * What `uname -n` says in the pod: its hostname, or all of its name with `setHostnameAsFQDN`.
 * @throws Error when that is longer than the kernel takes
 */
export function kernelHostnameOf(pod: Pod, clusterDomain: string): string {
  const hostname = hostnameOf(pod)
  const domain = hostDomainOf(pod, clusterDomain)
  if (!pod.spec.setHostnameAsFQDN || !hostname || !domain) return hostname
  const fqdn = `${hostname}.${domain}`
  if (fqdn.length <= maxKernelHostname) return fqdn
  throw new Error(
    `failed to construct FQDN from pod hostname and cluster domain, FQDN ${fqdn} is too long (${maxKernelHostname} characters is the max, ${fqdn.length} characters requested)`,
  )
}

/** /etc/hosts of a pod with a network of its own. */
export function hostsFile(pod: Pod, podIps: readonly string[], clusterDomain: string): string {
  const hostname = hostnameOf(pod)
  const domain = hostDomainOf(pod, clusterDomain)
  const names = domain ? `${hostname}.${domain}\t${hostname}` : hostname
  const aliases = (pod.spec.hostAliases ?? []).map(
    ({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}`,
  )
  return [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    ...podIps.map((ip) => `${ip}\t${names}`),
    ...(aliases.length > 0 ? ['', '# Entries added by HostAliases.', ...aliases] : []),
    '',
  ].join('\n')
}

export function portMappingsOf({ spec }: Pod): PortMapping[] {
  const containers: readonly Container[] = [...spec.containers, ...(spec.initContainers ?? [])]
  return containers.flatMap(({ ports = [] }) =>
    ports
      .filter(({ hostPort }) => hostPort)
      .map(({ protocol = 'TCP', containerPort, hostPort = 0, hostIP = '' }) => ({
        protocol: protocol as PortMapping['protocol'],
        containerPort,
        hostPort,
        hostIp: hostIP,
      })),
  )
}
