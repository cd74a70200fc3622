import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ApiConnection } from '../support/api-connection.ts'
import { freePort } from '../support/free-port.ts'
import { type Contender, Daemon } from './contender.ts'
import { startEtcd } from './etcd.ts'

const bundle = join(import.meta.dirname, '..', '..', 'dist', 'knarr.js')

/** `knarr apiserver` on the store of its own. */
export async function startKnarr(directory: string): Promise<Contender> {
  const daemon = await startServer(directory, [])
  return {
    ...{ name: 'knarr', kubeconfig: kubeconfigIn(directory), pids: [daemon.pid] },
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  }
}

/** `knarr apiserver` on an etcd. */
export async function startKnarrOnEtcd(directory: string): Promise<Contender> {
  const etcd = await startEtcd(directory)
  const daemon = await startServer(directory, ['--etcd-servers', etcd.endpoint])
  return {
    ...{ name: 'knarr+etcd', kubeconfig: kubeconfigIn(directory), pids: [daemon.pid, etcd.pid] },
    async [Symbol.asyncDispose]() {
      await daemon[Symbol.asyncDispose]()
      await etcd[Symbol.asyncDispose]()
    },
  }
}

const kubeconfigIn = (directory: string): string => join(directory, 'kubeconfig.yaml')

/** Flags for the server's Node, such as `--cpu-prof --cpu-prof-dir=/tmp/profiles`. */
const nodeFlags = process.env.BENCH_NODE_FLAGS?.split(' ') ?? []

async function startServer(directory: string, flags: readonly string[]): Promise<Daemon> {
  if (!existsSync(bundle)) throw new Error('dist/knarr.js is missing: run npm run build first')
  const daemon = new Daemon(process.execPath, [
    ...[...nodeFlags, bundle, 'apiserver', '--data-dir', directory, '--kubeconfig', kubeconfigIn(directory)],
    ...['--secure-port', String(await freePort()), ...flags],
  ])
  return daemon.ready(() => isServing(kubeconfigIn(directory)))
}

/** Whether a server says it is ready. */
export async function isServing(kubeconfig: string): Promise<boolean> {
  using api = await ApiConnection.open(kubeconfig)
  return (await api.call({ method: 'GET', path: '/readyz' })).status === 200
}
