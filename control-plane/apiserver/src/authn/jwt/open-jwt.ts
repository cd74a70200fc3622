import { readFileSync } from 'node:fs'
import { every, type FieldError, fieldErrorText, type Timer } from '@knarr/machinery'
import { ConfigurationError } from '../../configuration-error.ts'
import type { UserInfo } from '../../request/server-request.ts'
import type { PlainTokenAuthenticator } from '../token-authenticator.ts'
import {
  type AnonymousConfiguration,
  type AuthenticationConfiguration,
  parseAuthenticationConfiguration,
} from './authentication-configuration.ts'
import { ConfigurationReload } from './configuration-reload.ts'
import { signingAlgorithms } from './json-web-signature.ts'
import type { JwtParts } from './jwt-authenticator.ts'
import { JwtAuthenticators } from './jwt-authenticators.ts'
import { type OidcOptions, oidcConfiguration } from './oidc-options.ts'
import { configurationErrors } from './validate-configuration.ts'

export interface JwtOptions {
  /** A file with an AuthenticationConfiguration, read again when it changes. */
  readonly authenticationConfig?: string
  /** One issuer, without such a file. */
  readonly oidc?: OidcOptions
}

export interface OpenedJwt extends PlainTokenAuthenticator {
  /** What the file says of requests without credentials, if anything. */
  readonly anonymous: AnonymousConfiguration | undefined
  close(): void
}

const reloadPeriodMs = 60_000

/** `issuers` are those of service accounts. @throws ConfigurationError */
export function openJwt(
  { authenticationConfig: file, oidc }: JwtOptions,
  parts: Omit<JwtParts, 'algorithms'>,
  issuers: readonly string[],
): OpenedJwt {
  if (file && oidc)
    throw new ConfigurationError('authentication-config file and oidc-* flags are mutually exclusive')
  const text = file ? readFile(file) : ''
  const configuration = file ? parsed(text, file) : oidcConfiguration(oidc)
  const errors = configurationErrors(configuration, issuers)
  if (errors.length > 0)
    throw new ConfigurationError(`invalid authentication configuration: ${errorsText(errors)}`)
  const all = { ...parts, algorithms: (!file && oidc?.signingAlgorithms) || signingAlgorithms }
  const first = new JwtAuthenticators(configuration, all)
  const reload = new ConfigurationReload(
    { configuration, text, authenticators: first },
    { parts: all, issuers, read: () => readFileSync(file ?? '', 'utf8') },
  )
  const timer: Timer | undefined = file
    ? every(parts.clock, reloadPeriodMs, () => void reload.run())
    : undefined
  return {
    anonymous: configuration.anonymous,
    userOf: (token): Promise<UserInfo | undefined> => reload.authenticators.userOf(token),
    close() {
      timer?.cancel()
      reload.close()
    },
  }
}

/** As Go tells an aggregate. */
function errorsText(errors: readonly FieldError[]): string {
  const texts = errors.map(fieldErrorText)
  return texts.length === 1 ? (texts[0] as string) : `[${texts.join(', ')}]`
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw loadError(file, cause)
  }
}

function parsed(text: string, file: string): AuthenticationConfiguration {
  try {
    return parseAuthenticationConfiguration(text)
  } catch (cause) {
    throw loadError(file, cause)
  }
}

function loadError(file: string, cause: unknown): ConfigurationError {
  const why = (cause as Error).message
  return new ConfigurationError(
    `failed to load authentication configuration from file ${JSON.stringify(file)}: ${why}`,
    { cause },
  )
}
