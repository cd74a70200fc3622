import {
  type ConfigMap,
  configMaps,
  type Service,
  type ServiceAccount,
  serviceAccounts,
  services,
} from '@knarr/api/core/v1'
import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import {
  type ClusterRole,
  type ClusterRoleBinding,
  clusterRoleBindings,
  clusterRoles,
} from '@knarr/api/rbac/v1'
import { type Client, createIfMissing, type Logger } from '@knarr/client'
import { type Draft, hasReason } from '@knarr/machinery'
import { defaultCorefile } from './default-corefile.ts'
import { translateKubeDns } from './kube-dns-config.ts'

/** Where the Corefile of a cluster is. */
export const configMapKey = { namespace: 'kube-system', name: 'coredns' } as const

/** The user the server reads the cluster as. */
export const dnsUser = {
  name: 'system:serviceaccount:kube-system:coredns',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
} as const

export interface ClusterObjectsOptions {
  /** The tenth address of the service network. */
  readonly clusterIP: string
  readonly domain: string
  readonly logger: Logger
}

/** Creates the objects of cluster DNS as kubeadm does; what is there stays as it is. */
export async function ensureClusterObjects(client: Client, options: ClusterObjectsOptions): Promise<void> {
  await createIfMissing(client, serviceAccounts, serviceAccount)
  await createIfMissing(client, clusterRoles, clusterRole)
  await createIfMissing(client, clusterRoleBindings, clusterRoleBinding)
  await createIfMissing(client, configMaps, await configMap(client, options))
  await createIfMissing(client, services, service(options.clusterIP))
}

/** Tells the cluster that the server is reached at the address. */
export async function publishAddress(client: Client, address: string): Promise<void> {
  const slice = endpointSlice(address)
  const { name = '', namespace = '' } = slice.metadata
  try {
    await client.create(endpointSlices, slice)
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error
    const found = await client.get(endpointSlices, { namespace, name })
    await client.update(endpointSlices, {
      ...found,
      endpoints: slice.endpoints ?? [],
      ports: slice.ports ?? [],
    })
  }
}

const serviceAccount: Draft<ServiceAccount> = { metadata: { ...configMapKey } }

const roleName = 'system:coredns'

const clusterRole: Draft<ClusterRole> = {
  metadata: { name: roleName },
  rules: [
    { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
  ],
}

const clusterRoleBinding: Draft<ClusterRoleBinding> = {
  metadata: { name: roleName },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
  subjects: [{ kind: 'ServiceAccount', ...configMapKey }],
}

async function configMap(client: Client, options: ClusterObjectsOptions): Promise<Draft<ConfigMap>> {
  return { metadata: { ...configMapKey }, data: { Corefile: await firstCorefile(client, options) } }
}

/** The usual one, or what becomes of the ConfigMap of kube-dns where a cluster had that before. */
async function firstCorefile(client: Client, { domain, logger }: ClusterObjectsOptions): Promise<string> {
  try {
    const { data = {} } = await client.get(configMaps, { namespace: 'kube-system', name: 'kube-dns' })
    const { corefile, warnings } = translateKubeDns(data, domain)
    for (const warning of warnings) logger.warn(warning)
    return corefile
  } catch (error) {
    if (!hasReason(error, 'NotFound')) logger.warn((error as Error).message)
    return defaultCorefile(domain)
  }
}

const serviceName = 'kube-dns'

/** Without a selector, as no pod runs the server: its EndpointSlice is written by hand. */
function service(clusterIP: string): Draft<Service> {
  return {
    metadata: {
      ...{ name: serviceName, namespace: 'kube-system' },
      labels: {
        'k8s-app': 'kube-dns',
        'kubernetes.io/cluster-service': 'true',
        'kubernetes.io/name': 'CoreDNS',
      },
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
    },
    spec: {
      ...{ type: 'ClusterIP', clusterIP, clusterIPs: [clusterIP] },
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
        { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
      ],
    },
  }
}

function endpointSlice(address: string): Draft<EndpointSlice> {
  return {
    metadata: {
      ...{ name: serviceName, namespace: 'kube-system' },
      labels: {
        'kubernetes.io/service-name': serviceName,
        'endpointslice.kubernetes.io/managed-by': 'knarr-dns',
      },
    },
    addressType: address.includes(':') ? 'IPv6' : 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true, serving: true, terminating: false } }],
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
      { name: 'metrics', port: 9153, protocol: 'TCP' },
    ],
  }
}
