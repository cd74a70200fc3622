import type { Resource } from '@knarr/api'
import { type Endpoints, endpoints, namespaces, type Service, services } from '@knarr/api/core/v1'
import type { EndpointSlice } from '@knarr/api/discovery/v1'
import { endpointSlices } from '@knarr/api/discovery/v1'
import { type Client, createClient, createIfMissing, type Transport } from '@knarr/client'
import { type Draft, deepEqual, hasReason, type KubeObject } from '@knarr/machinery'

export interface BootstrapOptions {
  /** Where this server is reached. */
  readonly address: string
  readonly port: number
  /** Of the Service `kubernetes`: the first of the service network. */
  readonly serviceAddress?: string
}

const systemNamespaces: readonly string[] = ['default', 'kube-node-lease', 'kube-public', 'kube-system']
const defaultServiceAddress = '10.96.0.1'

/** Creates the namespaces every cluster has. What is there stays as it is. */
export async function ensureSystemNamespaces(transport: Transport): Promise<void> {
  const client = createClient(transport)
  for (const name of systemNamespaces) {
    await createIfMissing(client, namespaces, { metadata: { name } } as Draft<KubeObject>)
  }
}

/** Creates the Service `kubernetes` and points it at this server, as upstream's `kubernetesservice` controller does. */
export async function ensureKubernetesService(
  transport: Transport,
  options: BootstrapOptions,
): Promise<void> {
  const client = createClient(transport)
  await createIfMissing(client, services, serviceOf(options.serviceAddress ?? defaultServiceAddress) as never)
  // A server that only listens on loopback can be reached by no pod.
  if (options.address.startsWith('127.') || options.address === '::1') return
  await ensureObject(client, endpoints, endpointsOf(options))
  await ensureObject(client, endpointSlices, endpointSliceOf(options))
}

const metadata = { name: 'kubernetes', namespace: 'default' }

function serviceOf(clusterIP: string): Draft<Service> {
  return {
    metadata: { ...metadata, labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP',
      clusterIP,
      clusterIPs: [clusterIP],
      ipFamilies: [clusterIP.includes(':') ? 'IPv6' : 'IPv4'],
      ipFamilyPolicy: 'SingleStack',
      sessionAffinity: 'None',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    },
  }
}

function endpointsOf({ address, port }: BootstrapOptions): Draft<Endpoints> {
  return {
    metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip: address }], ports: [{ name: 'https', port, protocol: 'TCP' }] }],
  }
}

function endpointSliceOf({ address, port }: BootstrapOptions): Draft<EndpointSlice> {
  return {
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: address.includes(':') ? 'IPv6' : 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: [{ name: 'https', port, protocol: 'TCP' }],
  }
}

/** Creates the object, or brings everything but the metadata of the one that is there up to date. */
async function ensureObject<T extends KubeObject>(
  client: Client,
  resource: Resource<T>,
  draft: Draft<T>,
): Promise<void> {
  try {
    await client.create(resource, draft)
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error
    const { name = '', namespace = '' } = draft.metadata
    const there = await client.get(resource, { name, namespace })
    const wanted = { ...there, ...draft, metadata: there.metadata }
    if (!deepEqual(there, wanted)) await client.update(resource, wanted as T)
  }
}
