/** How large the cluster is whose names are asked for. */
export interface ClusterSize {
  readonly services: number
  readonly podsPerService: number
}

const namespaces = 100
const headlessEvery = 10

interface BenchService {
  readonly name: string
  readonly namespace: string
  readonly isHeadless: boolean
  readonly clusterIp: string
  readonly podIps: readonly string[]
}

/** The services of the cluster, every tenth of them headless. */
export function servicesOf({ services, podsPerService }: ClusterSize): readonly BenchService[] {
  return Array.from({ length: services }, (_, index) => ({
    name: `svc-${index}`,
    namespace: `ns-${index % namespaces}`,
    isHeadless: index % headlessEvery === 0,
    clusterIp: address(100, index + 1),
    podIps: Array.from({ length: podsPerService }, (_, pod) =>
      address(128, index * podsPerService + pod + 1),
    ),
  }))
}

export function fullName({ name, namespace }: BenchService): string {
  return `${name}.${namespace}.svc.cluster.local`
}

function address(second: number, index: number): string {
  return `10.${second + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`
}

const port = { name: 'http', protocol: 'TCP', port: 80 }

/** The bodies of the lists that cluster DNS asks for, by path. One pod is at the address the queries come from. */
export function listsOf(size: ClusterSize): ReadonlyMap<string, string> {
  const services = servicesOf(size)
  const named = (name: string, namespace?: string) => ({
    metadata: { name, namespace, uid: `${namespace}/${name}`, resourceVersion: '1' },
  })
  const pod = (name: string, namespace: string, podIP: string) => ({
    ...named(name, namespace),
    spec: { containers: [{ name: 'main', image: 'app' }], nodeName: 'node' },
    status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }] },
  })
  return new Map([
    [
      '/api/v1/namespaces',
      list(
        'v1',
        'Namespace',
        [...new Set(services.map(({ namespace }) => namespace))].map((one) => named(one)),
      ),
    ],
    ['/api/v1/services', list('v1', 'Service', services.map(serviceObject))],
    [
      '/apis/discovery.k8s.io/v1/endpointslices',
      list('discovery.k8s.io/v1', 'EndpointSlice', services.map(sliceObject)),
    ],
    [
      '/api/v1/pods',
      list('v1', 'Pod', [
        pod('client', 'ns-0', '127.0.0.1'),
        ...services.flatMap(({ name, namespace, podIps }) =>
          podIps.map((ip, index) => pod(`${name}-${index}`, namespace, ip)),
        ),
      ]),
    ],
  ])
}

function serviceObject({ name, namespace, isHeadless, clusterIp }: BenchService): object {
  const ip = isHeadless ? 'None' : clusterIp
  return {
    metadata: { name, namespace, uid: `${namespace}/${name}`, resourceVersion: '1' },
    spec: { type: 'ClusterIP', clusterIP: ip, clusterIPs: [ip], selector: { app: name }, ports: [port] },
  }
}

function sliceObject({ name, namespace, podIps }: BenchService): object {
  const labels = { 'kubernetes.io/service-name': name }
  return {
    metadata: { name: `${name}-1`, namespace, uid: `${namespace}/${name}-1`, resourceVersion: '1', labels },
    addressType: 'IPv4',
    ports: [port],
    endpoints: podIps.map((ip, index) => ({
      ...{ addresses: [ip], conditions: { ready: true, serving: true, terminating: false } },
      targetRef: { kind: 'Pod', namespace, name: `${name}-${index}` },
    })),
  }
}

function list(apiVersion: string, kind: string, items: readonly object[]): string {
  return JSON.stringify({ kind: `${kind}List`, apiVersion, metadata: { resourceVersion: '1' }, items })
}
