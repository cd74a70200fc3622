import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ClusterOptions, StoreChoice } from '@knarr/cluster'
import { defineOptions, helpText, OptionError, parseOptions } from '@knarr/component'
import { apiServerTable, type ServerValues } from '../apiserver/apiserver-options.ts'
import { logLevelTable } from '../log-level-option.ts'
import { etcdTable, storeChoiceOf, storeTable } from '../store/store-options.ts'
import { controllerSettingsOf, controllerTable } from './controller-options.ts'
import { type ProxyChoice, proxyChoiceOf, proxyModeTable } from './proxy-mode-options.ts'
import { readConfig } from './read-config.ts'

export interface UpOptions {
  readonly dataDir: string
  readonly httpsPort: number
  readonly httpsAddress: string
  readonly kubeconfig: string | undefined
  readonly runtime: 'auto' | 'containerd' | 'sandbox' | 'none'
  readonly nodes: number
  readonly podEgress: boolean
  readonly proxy: ProxyChoice
  readonly store: StoreChoice
  readonly server: ServerValues
  readonly controllers: NonNullable<ClusterOptions['controllers']>
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug'
}

/** Where state lives unless told otherwise. */
export function defaultDataDirectory(): string {
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'knarr')
}

const table = defineOptions({
  config: { type: 'string', help: 'A YAML or JSON file with these same names; a flag wins over it.' },
  'data-dir': { type: 'string', help: 'Where state lives: the store, certificates, images and pods.' },
  'https-port': { type: 'number', default: 6443, help: 'The port of the API server.' },
  'https-address': { type: 'string', default: '127.0.0.1', help: 'The address the API server listens on.' },
  kubeconfig: {
    type: 'string',
    help: 'Write the kubeconfig to this file instead of merging the context "knarr" into the default one.',
  },
  runtime: {
    type: 'string',
    default: 'auto',
    oneOf: ['auto', 'containerd', 'sandbox', 'none'],
    help: 'What runs containers. auto is the embedded sandbox where this machine allows it.',
  },
  nodes: { type: 'number', default: 1, help: 'How many nodes to run on this machine.' },
  'pod-egress': {
    type: 'boolean',
    default: true,
    help: 'Let pods reach what this machine reaches: it forwards their packets, in its own name.',
  },
  ...proxyModeTable,
  ...storeTable,
  ...etcdTable,
  ...apiServerTable,
  ...controllerTable,
  ...logLevelTable,
})

const usage = 'knarr up [options]'
const description =
  'Starts a Kubernetes cluster in the foreground. Ctrl-C ends it; its state and its pods stay, and the next start ' +
  'carries on with them. "knarr reset" removes them.'

/** The options, or the help text where that was asked for. @throws OptionError */
export function parseUpOptions(args: readonly string[]): UpOptions | { readonly help: string } {
  const first = parseOptions(table, args)
  if (first.wantsHelp)
    return {
      help: helpText(usage, `${description} State is kept in ${defaultDataDirectory()} by default.`, table),
    }
  const { config } = first.values
  const { values, positional } = config ? parseOptions(table, args, readConfig(config)) : first
  if (positional[0] !== undefined) throw new OptionError(`unexpected argument "${positional[0]}"`)
  if (!Number.isInteger(values.nodes) || values.nodes < 0 || values.nodes > 200) {
    throw new OptionError(`invalid value "${values.nodes}" for --nodes: must be a number from 0 to 200`)
  }
  if (!Number.isInteger(values.httpsPort) || values.httpsPort < 1 || values.httpsPort > 65535) {
    throw new OptionError(`invalid value "${values.httpsPort}" for --https-port: must be a port number`)
  }
  const dataDir = values.dataDir ?? defaultDataDirectory()
  const chosen = {
    proxy: proxyChoiceOf(values),
    store: storeChoiceOf(values, dataDir),
    controllers: controllerSettingsOf(values),
  }
  return { ...values, ...chosen, dataDir, server: values } as UpOptions
}
