import { readFileSync } from 'node:fs'
import { ConfigurationError } from '../../configuration-error.ts'
import type { AuthenticationConfiguration } from './authentication-configuration.ts'
import { signingAlgorithms } from './json-web-signature.ts'

/** Upstream's flags `--oidc-*`: one issuer. */
export interface OidcOptions {
  readonly issuerUrl: string
  readonly clientId: string
  readonly caFile?: string
  readonly usernameClaim?: string
  /** `-` is none; the issuer's URL and # unless given, except for addresses. */
  readonly usernamePrefix?: string
  readonly groupsClaim?: string
  readonly groupsPrefix?: string
  readonly requiredClaims?: Readonly<Record<string, string>>
  readonly signingAlgorithms?: readonly string[]
}

/** The flags as a configuration. @throws ConfigurationError */
export function oidcConfiguration(options: OidcOptions | undefined): AuthenticationConfiguration {
  if (!options) return {}
  const { issuerUrl: url, clientId, caFile, usernameClaim = 'sub', requiredClaims = {} } = options
  if (!url || !clientId) {
    throw new ConfigurationError(
      'oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set',
    )
  }
  refuseAlgorithms(options.signingAlgorithms ?? [])
  const { groupsClaim, groupsPrefix = '' } = options
  const issuer = {
    ...{ url, audiences: [clientId] },
    ...(caFile ? { certificateAuthority: authorityOf(caFile) } : {}),
  }
  const claimMappings = {
    username: { claim: usernameClaim, prefix: prefixOf(options, usernameClaim) },
    ...(groupsClaim ? { groups: { claim: groupsClaim, prefix: groupsPrefix } } : {}),
  }
  const claimValidationRules = Object.entries(requiredClaims).map(([claim, requiredValue]) => ({
    ...{ claim, requiredValue },
  }))
  return { jwt: [{ issuer, claimMappings, claimValidationRules }] }
}

function prefixOf({ usernamePrefix = '', issuerUrl }: OidcOptions, claim: string): string {
  if (usernamePrefix === '-') return ''
  return usernamePrefix === '' && claim !== 'email' ? `${issuerUrl}#` : usernamePrefix
}

function refuseAlgorithms(algorithms: readonly string[]): void {
  const unknown = algorithms.find((algorithm) => !signingAlgorithms.includes(algorithm))
  if (unknown !== undefined)
    throw new ConfigurationError(`oidc: unsupported signing alg: ${JSON.stringify(unknown)}`)
}

function authorityOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new ConfigurationError(`open ${file}: ${(cause as Error).message}`, { cause })
  }
}
