import { existsSync, rmSync } from 'node:fs'
import { removeLocalNodes } from '@knarr/cluster'
import { defineOptions, helpText, parseOptions } from '@knarr/component'
import { StartError } from '../start-error.ts'
import { lockDataDirectory } from '../up/instance-lock.ts'
import { defaultDataDirectory } from '../up/up-options.ts'

const table = defineOptions({
  'data-dir': { type: 'string', help: 'The data directory of the cluster to remove.' },
})

/** Ends what a cluster left running and removes everything it kept. */
export async function reset(args: readonly string[]): Promise<number> {
  const { values, wantsHelp } = parseOptions(table, args)
  if (wantsHelp) {
    console.log(
      helpText(
        'knarr reset [options]',
        'Ends every container and node of a cluster and removes its state.',
        table,
      ),
    )
    return 0
  }
  const directory = values.dataDir ?? defaultDataDirectory()
  if (!existsSync(directory)) {
    console.log(`Nothing to remove: ${directory} does not exist.`)
    return 0
  }
  lockDataDirectory(directory)
  try {
    await removeLocalNodes(directory)
    rmSync(directory, { recursive: true, force: true })
  } catch (cause) {
    throw new StartError(`cannot remove ${directory}: ${(cause as Error).message}`, { cause })
  }
  console.log(`Removed ${directory}.`)
  return 0
}
