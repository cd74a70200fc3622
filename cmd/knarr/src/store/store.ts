import { openStoreOf, type StoreChoice } from '@knarr/cluster'
import { createLogger, defineOptions, helpText, OptionError, parseOptions } from '@knarr/component'
import { systemClock } from '@knarr/machinery'
import { copyStore, type Store } from '@knarr/storage'
import { storeError } from './store-error.ts'
import { etcdTable, storeAt } from './store-options.ts'

const table = defineOptions({
  from: {
    type: 'string',
    help: 'Where objects are: lmdb:DIRECTORY or etcd://host:port[,host:port][/prefix].',
  },
  to: { type: 'string', help: 'Where they are to go, in the same form: a store without objects.' },
  ...etcdTable,
})

const usage = 'knarr store copy --from STORE --to STORE [options]'
const description =
  'Copies every object from one store to another while no cluster runs on them. lmdb:DIRECTORY is the folder "store" ' +
  'of a data directory. Revisions go on from where the old store was.'

/** `knarr store copy`. */
export async function store(args: readonly string[]): Promise<number> {
  const { values, positional, wantsHelp } = parseOptions(table, args)
  if (wantsHelp) {
    console.log(helpText(usage, description, table))
    return 0
  }
  if (positional[0] !== 'copy' || positional.length > 1)
    throw new OptionError(`unknown subcommand "${positional.join(' ')}": only "knarr store copy" is there`)
  if (!values.from || !values.to) throw new OptionError('both --from and --to are needed')
  const { items, revision } = await copy(
    storeAt('--from', values.from, values),
    storeAt('--to', values.to, values),
  )
  console.log(`Copied ${items} objects; the store is at revision ${revision}.`)
  return 0
}

async function copy(from: StoreChoice, to: StoreChoice): ReturnType<typeof copyStore> {
  try {
    await using source = await open(from, 0)
    await using target = await open(to, source.revision)
    return await copyStore(source, target, 'knarr-store-copy')
  } catch (error) {
    throw storeError(error)
  }
}

function open(choice: StoreChoice, firstRevision: number): Promise<Store> {
  const logger = createLogger({
    level: 'warn',
    write: (line) => void process.stderr.write(line),
    clock: systemClock,
  })
  return openStoreOf(choice, { clock: systemClock, logger, firstRevision })
}
