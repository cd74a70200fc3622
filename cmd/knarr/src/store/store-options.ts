import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoreChoice } from '@knarr/cluster'
import { OptionError, type OptionValues } from '@knarr/component'
import { type EtcdTarget, parseEtcdUrl } from '@knarr/storage'

export const etcdTable = {
  'etcd-cafile': { type: 'string', help: 'Certificate authorities to trust when speaking to etcd over TLS.' },
  'etcd-certfile': { type: 'string', help: 'The client certificate to show to etcd.' },
  'etcd-keyfile': { type: 'string', help: 'The key of that certificate.' },
} as const

export const storeTable = {
  store: {
    type: 'string',
    default: 'lmdb',
    help: 'Where objects are kept: lmdb (on disk), memory (gone at the end), or etcd://host:port[,host:port][/prefix] (etcds:// over TLS).',
  },
  'etcd-servers': {
    type: 'list',
    help: 'Keep objects in etcd: its servers, as https://host:port or http://host:port.',
  },
  'etcd-prefix': {
    type: 'string',
    help: 'Stands before every key in etcd, so that clusters may share one.',
  },
  'etcd-compaction-interval': {
    type: 'duration',
    default: '5m',
    help: 'How often the past is forgotten in etcd; 0s: never.',
  },
} as const

type EtcdFiles = OptionValues<typeof etcdTable>
type StoreValues = OptionValues<typeof storeTable> & EtcdFiles

/** @throws OptionError */
export function storeChoiceOf(values: StoreValues, dataDirectory: string): StoreChoice {
  const { store, etcdServers, etcdCompactionInterval: compactionIntervalMs } = values
  if (etcdServers.length > 0) {
    if (store !== 'lmdb') throw new OptionError('--etcd-servers and --store exclude each other')
    const etcd = withPrefix({ endpoints: etcdServers.map(endpointOf) }, values.etcdPrefix)
    return { etcd: withFiles(etcd, values), compactionIntervalMs }
  }
  if (store === 'memory') return 'memory'
  if (store === 'lmdb') return { directory: join(dataDirectory, 'store') }
  if (!/^etcds?:/.test(store)) {
    throw new OptionError(`invalid value "${store}" for --store: must be lmdb, memory or etcd://host:port`)
  }
  const etcd = withPrefix(etcdTargetOf('--store', store), values.etcdPrefix)
  return { etcd: withFiles(etcd, values), compactionIntervalMs }
}

/** A store as an address: `lmdb:DIRECTORY` or `etcd://…`. @throws OptionError */
export function storeAt(option: string, address: string, files: EtcdFiles): StoreChoice {
  if (/^etcds?:/.test(address)) return { etcd: withFiles(etcdTargetOf(option, address), files) }
  const [, directory] = /^lmdb:(.+)$/.exec(address) ?? []
  if (directory) return { directory }
  throw new OptionError(
    `invalid value "${address}" for ${option}: must be lmdb:DIRECTORY or etcd://host:port[,host:port]`,
  )
}

function etcdTargetOf(option: string, url: string): EtcdTarget {
  try {
    return parseEtcdUrl(url)
  } catch (cause) {
    throw new OptionError(`invalid value for ${option}: ${(cause as Error).message}`, { cause })
  }
}

function endpointOf(server: string): string {
  const { protocol, host } = URL.parse(server) ?? {}
  if (host && (protocol === 'http:' || protocol === 'https:')) return `${protocol}//${host}`
  throw new OptionError(
    `invalid value "${server}" for --etcd-servers: must be http://host:port or https://host:port`,
  )
}

function withPrefix(target: EtcdTarget, prefix: string | undefined): EtcdTarget {
  return prefix ? { ...target, prefix: prefix.endsWith('/') ? prefix : `${prefix}/` } : target
}

function withFiles(target: EtcdTarget, files: EtcdFiles): EtcdTarget {
  const tls = {
    ...contents('ca', '--etcd-cafile', files.etcdCafile),
    ...contents('cert', '--etcd-certfile', files.etcdCertfile),
    ...contents('key', '--etcd-keyfile', files.etcdKeyfile),
  }
  return { ...target, tls }
}

function contents(name: string, option: string, path: string | undefined): Record<string, string> {
  if (!path) return {}
  try {
    return { [name]: readFileSync(path, 'utf8') }
  } catch (cause) {
    throw new OptionError(`cannot read the file of ${option}: ${(cause as Error).message}`, { cause })
  }
}
