import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { Clock } from '@knarr/machinery'
import {
  type CertificateRequest,
  createAuthority,
  issueCertificate,
  type KeyPair,
} from './certificate-authority.ts'
import {
  type CertificateStore,
  directoryCertificateStore,
  memoryCertificateStore,
} from './certificate-store.ts'

export interface EnsureCertificatesOptions {
  readonly clock: Clock
  /** Names and addresses clients may call the server by, beside the usual ones. */
  readonly hosts?: readonly string[]
  /** The first address of the service network, which `kubernetes.default` resolves to. */
  readonly serviceAddress?: string
}

/** The cluster's key pairs: its authority, the server's own, and one for each who calls it. */
export interface ClusterCertificates {
  readonly authority: KeyPair
  readonly serving: KeyPair
  /** The server's own for these names and addresses, too. */
  servingFor(hosts: readonly string[]): Promise<KeyPair>
  /** `kubernetes-admin` of `system:masters`. */
  readonly admin: KeyPair
  readonly controllerManager: KeyPair
  readonly scheduler: KeyPair
  /** `system:node:<name>` of `system:nodes`; kept like the others. */
  kubelet(nodeName: string): Promise<KeyPair>
  /** A kubelet's own server, for these addresses; kept like the others. */
  kubeletServing(nodeName: string, hosts: readonly string[]): Promise<KeyPair>
  /** `kube-apiserver-kubelet-client` of `system:masters`, with which the server calls kubelets, and whose they are. */
  readonly kubeletClient: KeyPair & { readonly ca: string }
  /** Of those who speak for others: the server to extension API servers, and proxies in front of it. */
  readonly frontProxy: { readonly authority: KeyPair; readonly client: KeyPair }
  /** Any other client; issued anew at every call. */
  issueClient(commonName: string, organizations?: readonly string[]): Promise<KeyPair>
}

const renewBeforeMs = 30 * 86_400_000
const usualHosts: readonly string[] = [
  'localhost',
  '127.0.0.1',
  '::1',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
]
const defaultServiceAddress = '10.96.0.1'

/**
 * Reads the cluster's certificates from `directory` (from memory only where it is undefined) and issues those
 * that are missing, near their end, of another authority, or for other hosts than asked.
 */
export async function ensureCertificates(
  directory: string | undefined,
  options: EnsureCertificatesOptions,
): Promise<ClusterCertificates> {
  const { clock, hosts = [], serviceAddress = defaultServiceAddress } = options
  const store = directory === undefined ? memoryCertificateStore() : directoryCertificateStore(directory)
  const authority = await ensureAuthority(store, clock, 'ca')
  const frontProxy = await ensureAuthority(store, clock, 'front-proxy-ca')
  const ensure = (name: string, request: CertificateRequest): Promise<KeyPair> =>
    ensurePair({ store, authority, clock }, name, request)
  const client = (commonName: string, organizations: readonly string[] = []): CertificateRequest => ({
    commonName,
    organizations,
    usage: 'client',
  })
  const servingFor = (more: readonly string[]): Promise<KeyPair> => {
    const names = [...new Set([...usualHosts, serviceAddress, ...hosts, ...more])]
    return ensure('apiserver', { commonName: 'kube-apiserver', hosts: names, usage: 'server' })
  }
  return {
    authority,
    serving: await servingFor([]),
    servingFor,
    admin: await ensure('admin', client('kubernetes-admin', ['system:masters'])),
    controllerManager: await ensure('controller-manager', client('system:kube-controller-manager')),
    scheduler: await ensure('scheduler', client('system:kube-scheduler')),
    frontProxy: {
      authority: frontProxy,
      client: await ensurePair(
        { store, authority: frontProxy, clock },
        'front-proxy-client',
        client('front-proxy-client'),
      ),
    },
    kubelet: (name) => ensure(`kubelet-${name}`, client(`system:node:${name}`, ['system:nodes'])),
    kubeletServing: (name, addresses) =>
      ensure(`kubelet-serving-${name}`, {
        ...{ commonName: `system:node:${name}`, organizations: ['system:nodes'] },
        ...{ hosts: [name, ...addresses], usage: 'server' },
      }),
    kubeletClient: {
      ...(await ensure(
        'apiserver-kubelet-client',
        client('kube-apiserver-kubelet-client', ['system:masters']),
      )),
      ca: authority.cert,
    },
    issueClient: (name, groups) => issueCertificate(authority, client(name, groups), clock),
  }
}

async function ensureAuthority(store: CertificateStore, clock: Clock, name: string): Promise<KeyPair> {
  const kept = await store.read(name)
  if (kept && !endsSoon(kept, clock)) return kept
  const made = await createAuthority(clock)
  await store.write(name, made)
  return made
}

interface Issuing {
  readonly store: CertificateStore
  readonly authority: KeyPair
  readonly clock: Clock
}

async function ensurePair(issuing: Issuing, name: string, request: CertificateRequest): Promise<KeyPair> {
  const { store, authority, clock } = issuing
  const kept = await store.read(name)
  if (kept && isGood(kept, request, issuing)) return kept
  const made = await issueCertificate(authority, request, clock)
  await store.write(name, made)
  return made
}

function isGood(pair: KeyPair, { hosts = [] }: CertificateRequest, { authority, clock }: Issuing): boolean {
  const certificate = new X509Certificate(pair.cert)
  if (!certificate.checkIssued(new X509Certificate(authority.cert)) || endsSoon(pair, clock)) return false
  return hosts.every((host) => (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)))
}

function endsSoon({ cert }: KeyPair, clock: Clock): boolean {
  return Date.parse(new X509Certificate(cert).validTo) - clock.now() < renewBeforeMs
}
