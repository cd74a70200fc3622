import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStoreOf, type StoreChoice } from '@knarr/cluster'
import { createLogger, defineOptions, helpText, OptionError, parseOptions } from '@knarr/component'
import { systemClock } from '@knarr/machinery'
import { readSnapshot, restoreSnapshot, type Snapshot, type Store, writeSnapshot } from '@knarr/storage'
import { accessCluster, clusterTable } from '../history/cluster-access.ts'
import { storeError } from '../store/store-error.ts'
import { etcdTable, storeAt } from '../store/store-options.ts'
import { defaultDataDirectory } from '../up/up-options.ts'

const table = defineOptions({
  from: {
    type: 'string',
    help: 'save: a store no cluster runs on, as lmdb:DIRECTORY or etcd://host:port; the running cluster unless given.',
  },
  to: {
    type: 'string',
    help: "restore: a store without objects, in the same form; the data directory's unless given.",
  },
  'data-dir': { type: 'string', help: 'restore: the data directory of the cluster to come.' },
  force: { type: 'boolean', help: 'save: write over a file that is there.' },
  ...clusterTable,
  ...etcdTable,
})

const usage = 'knarr snapshot save|restore FILE [options]'
const description =
  'save writes every object of a cluster to a file, all as of one revision; what is encrypted stays so. restore makes a ' +
  'store of it, on which "knarr up" then starts. Revisions go on from where the snapshot was.'

/** `knarr snapshot`. */
export async function snapshot(args: readonly string[]): Promise<number> {
  const { values, positional, wantsHelp } = parseOptions(table, args)
  if (wantsHelp) {
    console.log(helpText(usage, description, table))
    return 0
  }
  const [action = '', file, ...others] = positional
  if (!['save', 'restore'].includes(action) || !file || others.length > 0) {
    throw new OptionError(`what to do and a file are needed: ${usage}`)
  }
  if (action === 'save') {
    if (existsSync(file) && !values.force)
      throw new OptionError(`${file} is there already; --force writes over it`)
    const text = values.from
      ? await textOf(storeAt('--from', values.from, values))
      : await textOfCluster(values)
    const { items, revision } = checked(text)
    writeFileSync(file, text, { mode: 0o600 })
    console.log(`Saved ${items.length} objects as of revision ${revision}.`)
    return 0
  }
  const to = values.to
    ? storeAt('--to', values.to, values)
    : { directory: join(values.dataDir ?? defaultDataDirectory(), 'store') }
  const { items, revision } = await restore(checked(readText(file)), to)
  console.log(`Restored ${items} objects; the store is at revision ${revision}.`)
  return 0
}

async function textOfCluster(values: Parameters<typeof accessCluster>[0]): Promise<string> {
  using access = await accessCluster(values)
  return await access.transport.request<string>({ method: 'GET', path: '/knarr/v1/snapshot' })
}

async function textOf(choice: StoreChoice): Promise<string> {
  await using store = await open(choice, 0)
  return Buffer.concat(await Array.fromAsync(writeSnapshot(store))).toString()
}

async function restore(read: Snapshot, to: StoreChoice): ReturnType<typeof restoreSnapshot> {
  try {
    await using store = await open(to, read.revision)
    return await restoreSnapshot(read, store, 'knarr-snapshot')
  } catch (error) {
    throw storeError(error)
  }
}

function checked(text: string): Snapshot {
  try {
    return readSnapshot(text)
  } catch (error) {
    throw storeError(error)
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new OptionError(`cannot read ${file}: ${(cause as Error).message}`, { cause })
  }
}

async function open(choice: StoreChoice, firstRevision: number): Promise<Store> {
  const write = (line: string): void => void process.stderr.write(line)
  const logger = createLogger({ level: 'warn', write, clock: systemClock })
  try {
    return await openStoreOf(choice, { clock: systemClock, logger, firstRevision })
  } catch (error) {
    throw storeError(error)
  }
}
