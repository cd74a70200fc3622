import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { TlsOptions } from 'node:tls'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf } from '../../plugin-options.ts'

/** By the names of `client_auth`; Node cannot take any certificate, nor check one only if there is one. */
const clientAuthentication: Readonly<Record<string, Pick<TlsOptions, 'requestCert' | 'rejectUnauthorized'>>> =
  {
    nocert: { requestCert: false },
    request: { requestCert: true, rejectUnauthorized: false },
    verify_if_given: { requestCert: true, rejectUnauthorized: false },
    require: { requestCert: true, rejectUnauthorized: true },
    require_and_verify: { requestCert: true, rejectUnauthorized: true },
  }

/** `tls CERT KEY [CA]`: with what the block's `tls://` and `https://` addresses speak TLS. */
export const tls: PluginSetup = {
  name: 'tls',

  setup(directives, site) {
    const [directive, second] = directives
    if (second) throw new CorefileError(second, 'TLS already configured for this server instance')
    if (!directive) return undefined
    const [cert, key, ca] = argumentsOf(directive, 2, 3).map((file) => resolve(site.root, file))
    try {
      site.tls = {
        cert: readFileSync(cert ?? ''),
        key: readFileSync(key ?? ''),
        ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
        ...clientAuthenticationOf(directive),
      }
    } catch (cause) {
      if (cause instanceof CorefileError) throw cause
      throw new CorefileError(directive, `could not load TLS cert: ${(cause as Error).message}`)
    }
    return undefined
  },
}

function clientAuthenticationOf({ body }: Directive): Pick<TlsOptions, 'requestCert' | 'rejectUnauthorized'> {
  let found = {}
  for (const line of body ?? []) {
    if (line.name !== 'client_auth') throw new CorefileError(line, `unknown option '${line.name}'`)
    const [kind = ''] = argumentsOf(line, 1)
    if (!Object.hasOwn(clientAuthentication, kind))
      throw new CorefileError(line, `unknown authentication type '${kind}'`)
    found = clientAuthentication[kind] ?? {}
  }
  return found
}
