import { generateKeyPairSync } from 'node:crypto'
import { accessSync, constants, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ensureCertificates } from '@knarr/apiserver'
import { systemClock } from '@knarr/machinery'
import { freePort } from '../support/free-port.ts'
import { type Contender, Daemon } from './contender.ts'
import { startEtcd } from './etcd.ts'
import { isServing } from './knarr-contender.ts'

const kubeconfigName = 'kubeconfig.yaml'

/** Upstream's server: as told, or as the environment or the PATH has it. @throws where there is none */
export function findUpstream(told: string | undefined): string {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const places = folders.map((folder) => join(folder, 'kube-apiserver'))
  const asked = told ?? process.env.KUBE_APISERVER
  const found = (asked ? [asked] : places).find(isExecutable)
  if (found) return found
  throw new Error(
    `${asked ?? 'kube-apiserver'} is not there: this measures beside upstream's server, which is to be in the PATH, in KUBE_APISERVER or given with --kube-apiserver`,
  )
}

/** kube-apiserver on an etcd of its own, both with upstream's defaults. */
export async function startUpstream(binary: string, directory: string): Promise<Contender> {
  const etcd = await startEtcd(directory)
  const port = await freePort()
  const daemon = new Daemon(binary, await flagsOf({ directory, port, etcd: etcd.endpoint }))
  await daemon.ready(() => isServing(join(directory, kubeconfigName)))
  return {
    ...{ name: 'kube-apiserver', kubeconfig: join(directory, kubeconfigName), pids: [daemon.pid, etcd.pid] },
    async [Symbol.asyncDispose]() {
      await daemon[Symbol.asyncDispose]()
      await etcd[Symbol.asyncDispose]()
    },
  }
}

interface Setting {
  readonly directory: string
  readonly port: number
  readonly etcd: string
}

/** Writes what the server is to be shown, and says how. */
async function flagsOf({ directory, port, etcd }: Setting): Promise<string[]> {
  const { authority, serving, admin } = await ensureCertificates(undefined, { clock: systemClock })
  const file = (name: string, text: string): string => {
    const path = join(directory, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const accountKey = file('sa.key', privateKey.export({ type: 'sec1', format: 'pem' }).toString())
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  file(
    kubeconfigName,
    [
      ...['apiVersion: v1', 'kind: Config', 'clusters:', '- name: bench', '  cluster:'],
      `    server: https://127.0.0.1:${port}`,
      `    certificate-authority-data: ${base64(authority.cert)}`,
      ...['users:', '- name: admin', '  user:'],
      `    client-certificate-data: ${base64(admin.cert)}`,
      `    client-key-data: ${base64(admin.key)}`,
      ...['contexts:', '- name: bench', '  context: {cluster: bench, user: admin}', 'current-context: bench'],
    ].join('\n'),
  )
  return [
    ...['--etcd-servers', etcd, '--secure-port', String(port), '--bind-address', '127.0.0.1'],
    ...['--tls-cert-file', file('apiserver.crt', serving.cert)],
    ...['--tls-private-key-file', file('apiserver.key', serving.key)],
    ...['--client-ca-file', file('ca.crt', authority.cert), '--authorization-mode', 'Node,RBAC'],
    ...['--service-account-key-file', accountKey, '--service-account-signing-key-file', accountKey],
    ...['--service-account-issuer', 'https://kubernetes.default.svc.cluster.local'],
    ...['--service-cluster-ip-range', '10.96.0.0/12'],
  ]
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
