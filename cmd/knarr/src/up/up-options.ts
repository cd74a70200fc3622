import { homedir } from 'node:os'
import { join } from 'node:path'
import { defineOptions, type OptionValues } from '@knarr/component'

/** Where state lives unless told otherwise. */
export const defaultDataDirectory: string = join(
  process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'),
  'knarr',
)

export const upOptions = defineOptions({
  config: { type: 'string', help: 'A YAML or JSON file with these same names; a flag wins over it.' },
  'data-dir': {
    type: 'string',
    default: defaultDataDirectory,
    help: 'Where state lives: the store, certificates, images and pods.',
  },
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
    help: 'What runs containers. auto: containerd where it is installed, else the embedded sandbox.',
  },
  nodes: { type: 'number', default: 1, help: 'How many nodes to run on this machine.' },
  store: {
    type: 'string',
    default: 'lmdb',
    oneOf: ['lmdb', 'memory'],
    help: 'Where objects are kept: on disk, or in memory and gone at the end.',
  },
  'log-level': {
    type: 'string',
    default: 'warn',
    oneOf: ['error', 'warn', 'info', 'debug'],
    help: 'The least important messages that are written to standard error.',
  },
})

export type UpOptions = OptionValues<typeof upOptions>
