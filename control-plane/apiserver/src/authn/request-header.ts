import { extraOf, valuesOf } from '../request/joined-headers.ts'
import type { Authenticator } from './authenticator.ts'

/** In which headers a front proxy says who asks; upstream's `--requestheader-*`. */
export interface RequestHeaderOptions {
  readonly usernameHeaders: readonly string[]
  readonly uidHeaders: readonly string[]
  readonly groupHeaders: readonly string[]
  readonly extraPrefixes: readonly string[]
  /** Common names of proxies that are believed; every name where there are none. */
  readonly allowedNames: readonly string[]
}

/** As kubeadm sets them. */
export const defaultRequestHeaders: RequestHeaderOptions = {
  usernameHeaders: ['X-Remote-User'],
  uidHeaders: ['X-Remote-Uid'],
  groupHeaders: ['X-Remote-Group'],
  extraPrefixes: ['X-Remote-Extra-'],
  allowedNames: ['front-proxy-client'],
}

type Headers = Readonly<Record<string, string | undefined>>

/** Believes a front proxy that shows its certificate, as to who asks through it. */
export function requestHeader(options: RequestHeaderOptions): Authenticator {
  const lower = (names: readonly string[]): readonly string[] => names.map((name) => name.toLowerCase())
  const [users, uids, groups] = [options.usernameHeaders, options.uidHeaders, options.groupHeaders].map(lower)
  const prefixes = lower(options.extraPrefixes)
  return {
    name: 'requestheader',

    async authenticate({ peer, headers }) {
      if (!peer?.isFrontProxy) return undefined
      const { allowedNames } = options
      if (allowedNames.length > 0 && !allowedNames.includes(peer.commonName)) {
        throw new Error(`x509: subject with cn=${peer.commonName} is not in the allowed list`)
      }
      const name = first(headers, users ?? [])
      if (!name) return undefined
      const uid = first(headers, uids ?? [])
      return {
        name,
        ...(uid ? { uid } : {}),
        groups: (groups ?? []).flatMap((header) => valuesOf(headers[header])),
        extra: extraOf(headers, prefixes),
      }
    },
  }
}

function first(headers: Headers, names: readonly string[]): string | undefined {
  return names.map((name) => headers[name]).find((value) => value)
}
