import type { StoreChoice } from '@knarr/cluster'
import { defineOptions, helpText, OptionError, parseOptions } from '@knarr/component'
import { logLevelTable } from '../log-level-option.ts'
import { etcdTable, storeChoiceOf, storeTable } from '../store/store-options.ts'
import { readConfig } from '../up/read-config.ts'
import { defaultDataDirectory } from '../up/up-options.ts'
import { apiServerTable, type ServerValues } from './apiserver-options.ts'

const table = defineOptions({
  config: { type: 'string', help: 'A YAML or JSON file with these same names; a flag wins over it.' },
  'data-dir': { type: 'string', help: 'Where state lives: the store and certificates.' },
  'bind-address': { type: 'string', default: '127.0.0.1', help: 'The address to listen on.' },
  'secure-port': { type: 'number', default: 6443, help: 'The port to listen on.' },
  'advertise-address': { type: 'string', help: 'The address the cluster knows the server by.' },
  kubeconfig: { type: 'string', help: "Write the administrator's kubeconfig to this file." },
  ...storeTable,
  ...etcdTable,
  ...apiServerTable,
  ...logLevelTable,
})

export interface RunOptions {
  readonly dataDir: string
  readonly bindAddress: string
  readonly securePort: number
  readonly advertiseAddress: string
  readonly kubeconfig: string | undefined
  readonly store: StoreChoice
  readonly server: ServerValues
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug'
}

const usage = 'knarr apiserver [options]'
const description =
  'Runs the API server alone: no controllers, no scheduler, no nodes. Ctrl-C ends it as soon as requests under way are ' +
  'answered; what is stored stays.'

/** The options, or the help text where that was asked for. @throws OptionError */
export function parseRunOptions(args: readonly string[]): RunOptions | { readonly help: string } {
  const first = parseOptions(table, args)
  if (first.wantsHelp) return { help: helpText(usage, description, table) }
  const { config } = first.values
  const { values, positional } = config ? parseOptions(table, args, readConfig(config)) : first
  if (positional[0] !== undefined) throw new OptionError(`unexpected argument "${positional[0]}"`)
  if (!Number.isInteger(values.securePort) || values.securePort < 0 || values.securePort > 65_535) {
    throw new OptionError(`invalid value "${values.securePort}" for --secure-port: must be a port number`)
  }
  const dataDir = values.dataDir ?? defaultDataDirectory()
  return {
    ...{ dataDir, bindAddress: values.bindAddress, securePort: values.securePort, server: values },
    advertiseAddress: values.advertiseAddress ?? values.bindAddress,
    kubeconfig: values.kubeconfig,
    store: storeChoiceOf(values, dataDir),
    logLevel: values.logLevel as RunOptions['logLevel'],
  }
}
