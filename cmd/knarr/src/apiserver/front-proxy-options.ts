import type { ApiServerOptions } from '@knarr/apiserver'
import type { OptionValues } from '@knarr/component'
import { certificateIn, pairOf } from './option-file.ts'

/** Flags of kube-apiserver about proxies that speak for others, by upstream's names. */
export const frontProxyTable = {
  'requestheader-client-ca-file': {
    type: 'string',
    help: "Whose certificates are those of proxies in front of the server; an authority of the server's own unless given.",
  },
  'requestheader-allowed-names': {
    type: 'list',
    default: ['front-proxy-client'],
    help: 'Common names of the proxies that are believed.',
  },
  'requestheader-username-headers': {
    type: 'list',
    default: ['X-Remote-User'],
    help: 'Headers in which such a proxy says who asks.',
  },
  'requestheader-uid-headers': {
    type: 'list',
    default: ['X-Remote-Uid'],
    help: 'Headers in which it says the UID of who asks.',
  },
  'requestheader-group-headers': {
    type: 'list',
    default: ['X-Remote-Group'],
    help: 'Headers in which it says their groups.',
  },
  'requestheader-extra-headers-prefix': {
    type: 'list',
    default: ['X-Remote-Extra-'],
    help: 'How headers begin in which it says more of them.',
  },
  'proxy-client-cert-file': {
    type: 'string',
    help: 'The certificate by which extension API servers know this one, if not one of its own making.',
  },
  'proxy-client-key-file': { type: 'string', help: 'The key of that certificate.' },
} as const

type Values = OptionValues<typeof frontProxyTable>

export interface FrontProxySettings {
  readonly options: Pick<ApiServerOptions, 'requestHeaders' | 'proxyClient'>
  /** PEM, where another authority than the server's own is named. */
  readonly authority: string | undefined
}

/** @throws OptionError */
export function frontProxySettingsOf(values: Values): FrontProxySettings {
  const { requestheaderClientCaFile: caFile } = values
  const client = pairOf(
    ['proxy-client-cert-file', values.proxyClientCertFile],
    ['proxy-client-key-file', values.proxyClientKeyFile],
  )
  const requestHeaders = {
    usernameHeaders: values.requestheaderUsernameHeaders,
    uidHeaders: values.requestheaderUidHeaders,
    groupHeaders: values.requestheaderGroupHeaders,
    extraPrefixes: values.requestheaderExtraHeadersPrefix,
    allowedNames: values.requestheaderAllowedNames,
  }
  return {
    options: { requestHeaders, ...(client ? { proxyClient: async () => client } : {}) },
    authority: caFile === undefined ? undefined : certificateIn('requestheader-client-ca-file', caFile),
  }
}
