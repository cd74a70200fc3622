import { join } from 'node:path'
import { freePort } from '../support/free-port.ts'
import { Daemon } from './contender.ts'

export interface Etcd extends AsyncDisposable {
  readonly endpoint: string
  readonly pid: number
}

/** An etcd of one member with upstream's defaults, from the PATH. */
export async function startEtcd(directory: string): Promise<Etcd> {
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const daemon = new Daemon('etcd', [
    ...['--name', 'bench', '--data-dir', join(directory, 'etcd'), '--logger', 'zap', '--log-level', 'warn'],
    ...['--listen-client-urls', endpoint, '--advertise-client-urls', endpoint],
    ...['--listen-peer-urls', 'http://127.0.0.1:0', '--quota-backend-bytes', String(8 * 2 ** 30)],
  ])
  await daemon.ready(async () => (await fetch(`${endpoint}/health`)).ok)
  return { endpoint, pid: daemon.pid, [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose]() }
}
