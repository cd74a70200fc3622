import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Daemon } from '../beside/contender.ts'
import { freePort } from '../support/free-port.ts'
import { type ClusterSize, fullName, servicesOf } from './cluster.ts'

/** Where a server is started, and what it is to answer for. */
export interface Surroundings {
  readonly directory: string
  readonly size: ClusterSize
  /** Of the API that plugin kubernetes reads. */
  readonly api: string
  /** The port of the server that external names are forwarded to. */
  readonly upstream: number
  /** The core the server is kept on. */
  readonly core: number
}

export interface DnsContender extends AsyncDisposable {
  readonly name: string
  readonly port: number
  readonly pid: number
}

/** The zone below which the upstream server has an address for every name. */
export const external = 'external.test'

/** What kubeadm sets up, with and without answering search paths in the server. */
export function corefile({ api, upstream }: Surroundings, port: number, hasAutopath: boolean): string {
  return `.:${port} {
  errors
  ${hasAutopath ? 'autopath @kubernetes' : ''}
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    ${api === '' ? '' : `endpoint ${api}`}
    pods verified
    fallthrough in-addr.arpa ip6.arpa
    ttl 30
  }
  prometheus 127.0.0.1:0
  forward . 127.0.0.1:${upstream}
  cache 30
  loadbalance
}
`
}

type Start = (surroundings: Surroundings) => Promise<DnsContender>

export function knarr(bundle: string, hasAutopath = false): Start {
  return async (surroundings) => {
    const { api, core } = surroundings
    const directory = folder(surroundings, `knarr-${hasAutopath}`)
    const kubeconfig = join(directory, 'kubeconfig')
    writeFileSync(kubeconfig, kubeconfigOf(api))
    return start('Knarr', core, (port) => {
      const conf = join(directory, 'Corefile')
      writeFileSync(conf, corefile({ ...surroundings, api: '' }, port, hasAutopath))
      return [process.execPath, bundle, 'dns', '-conf', conf, '--kubeconfig', kubeconfig]
    })
  }
}

export function coredns(binary: string, hasAutopath = false): Start {
  return async (surroundings) =>
    start('CoreDNS', surroundings.core, (port) => {
      const conf = join(folder(surroundings, `coredns-${hasAutopath}`), 'Corefile')
      writeFileSync(conf, corefile(surroundings, port, hasAutopath))
      return [binary, '-conf', conf]
    })
}

/** Has the same names from a file of hosts; it knows nothing of a cluster. */
export const dnsmasq: Start = async (surroundings) => {
  const hosts = servicesOf(surroundings.size).flatMap((service) =>
    (service.isHeadless ? service.podIps : [service.clusterIp]).map((ip) => `${ip} ${fullName(service)}`),
  )
  const file = join(folder(surroundings, 'dnsmasq'), 'hosts')
  writeFileSync(file, `${hosts.join('\n')}\n`)
  return start('dnsmasq', surroundings.core, (port) => [
    ...['dnsmasq', '-k', '-u', 'root', '-p', String(port), '--listen-address=127.0.0.1', '--bind-interfaces'],
    ...['--conf-file=/dev/null', '--no-resolv', '--no-hosts', `--addn-hosts=${file}`, '--cache-size=10000'],
    ...['--local-ttl=30', '--local=/cluster.local/', `--server=127.0.0.1#${surroundings.upstream}`],
  ])
}

/** Has the same names from a zone file. */
export const bind: Start = async (surroundings) => {
  const directory = folder(surroundings, 'bind')
  const records = servicesOf(surroundings.size).flatMap((service) =>
    (service.isHeadless ? service.podIps : [service.clusterIp]).map((ip) => `${fullName(service)}. A ${ip}`),
  )
  const soa = '@ SOA ns.dns hostmaster 1 7200 1800 86400 30\n@ NS ns.dns\nns.dns A 127.0.0.1'
  writeFileSync(join(directory, 'zone'), `$TTL 30\n$ORIGIN cluster.local.\n${soa}\n${records.join('\n')}\n`)
  return start('BIND', surroundings.core, (port) => {
    writeFileSync(
      join(directory, 'named.conf'),
      `options {
  directory "${directory}"; pid-file none; session-keyfile none; listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; }; recursion yes; dnssec-validation no; forward only; minimal-responses yes;
  forwarders { 127.0.0.1 port ${surroundings.upstream}; };
};
controls { };
zone "cluster.local" { type primary; file "zone"; };
`,
    )
    return ['named', '-f', '-n', '1', '-c', join(directory, 'named.conf')]
  })
}

/** The server that external names are forwarded to, on the core of the load. */
export async function startUpstream(core: number): Promise<DnsContender> {
  return start('upstream', core, (port) => [
    ...['dnsmasq', '-k', '-u', 'root', '-p', String(port), '--listen-address=127.0.0.1', '--bind-interfaces'],
    ...['--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--local-ttl=3600'],
    `--address=/${external}/192.0.2.1`,
  ])
}

async function start(
  name: string,
  core: number,
  commandOn: (port: number) => readonly string[],
): Promise<DnsContender> {
  const port = await freePort()
  const daemon = new Daemon('taskset', ['-c', String(core), ...commandOn(port)])
  await daemon.ready(() =>
    answers(port, name === 'upstream' ? `probe.${external}` : 'svc-1.ns-1.svc.cluster.local'),
  )
  return { name, port, pid: daemon.pid, [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose]() }
}

/** Whether the server has an address for the name. */
async function answers(port: number, name: string): Promise<boolean> {
  const socket = createSocket('udp4')
  try {
    const labels = name.split('.').map((label) => `${String.fromCharCode(label.length)}${label}`)
    socket.send(
      Buffer.from(`\0\x01\x01\0\0\x01\0\0\0\0\0\0${labels.join('')}\0\0\x01\0\x01`, 'latin1'),
      port,
      '127.0.0.1',
    )
    const [message] = await Promise.race([once(socket, 'message'), sleep(500).then(() => [undefined])])
    return message !== undefined && message[7] > 0
  } finally {
    socket.close()
  }
}

function folder({ directory }: Surroundings, name: string): string {
  const path = join(directory, name)
  mkdirSync(path, { recursive: true })
  return path
}

function kubeconfigOf(server: string): string {
  return JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'bench' },
    clusters: [{ name: 'bench', cluster: { server } }],
    users: [{ name: 'bench', user: {} }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
  })
}

/** @throws where a program of the comparison is not installed */
export function requirePrograms(): void {
  for (const program of ['dnsperf', 'dnsmasq', 'named', 'taskset'])
    execFileSync('which', [program], { stdio: 'ignore' })
}
