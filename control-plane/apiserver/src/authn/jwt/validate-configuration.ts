import { duplicate, type FieldError, forbiddenField, invalid, required, tooMany } from '@knarr/machinery'
import type {
  AuthenticationConfiguration,
  IssuerConfiguration,
  JwtAuthenticatorConfiguration,
} from './authentication-configuration.ts'
import { mappingErrors } from './validate-mappings.ts'
import { claimRuleErrors, userRuleErrors } from './validate-rules.ts'

const maxIssuers = 64
const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/

/** What is wrong with a configuration; `disallowed` are issuers that are others' already. */
export function configurationErrors(
  { jwt = [], anonymous }: AuthenticationConfiguration,
  disallowed: readonly string[],
): FieldError[] {
  if (jwt.length > maxIssuers) return [tooMany('jwt', jwt.length, maxIssuers)]
  const errors = jwt.flatMap((each, index) => authenticatorErrors(each, `jwt[${index}]`, disallowed))
  const repeated = [
    ...repeatedErrors(jwt, 'url', ({ issuer }) => issuer?.url ?? ''),
    ...repeatedErrors(jwt, 'discoveryURL', ({ issuer }) => issuer?.discoveryURL || undefined),
  ]
  const conditions = anonymous?.conditions ?? []
  const shown = conditions.map(({ path }) => ({ Path: path }))
  const why = 'enabled should be set to true when conditions are defined'
  const isPointless = anonymous && !anonymous.enabled && conditions.length > 0
  return [...errors, ...repeated, ...(isPointless ? [invalid('anonymous.conditions', shown, why)] : [])]
}

/** What anonymous may do is settled when the server starts. */
export const anonymousChanged: FieldError = forbiddenField(
  'anonymous',
  'changed from initial configuration file',
)

function repeatedErrors(
  jwt: readonly JwtAuthenticatorConfiguration[],
  field: string,
  read: (each: JwtAuthenticatorConfiguration) => string | undefined,
): FieldError[] {
  const seen = new Set<string>()
  return jwt.flatMap((each, index) => {
    const value = read(each)
    if (value === undefined) return []
    if (seen.has(value)) return [duplicate(`jwt[${index}].issuer.${field}`, value)]
    seen.add(value)
    return []
  })
}

function authenticatorErrors(
  {
    issuer,
    claimValidationRules = [],
    claimMappings,
    userValidationRules = [],
  }: JwtAuthenticatorConfiguration,
  path: string,
  disallowed: readonly string[],
): FieldError[] {
  return [
    ...issuerErrors(issuer ?? { url: '', audiences: [] }, `${path}.issuer`, disallowed),
    ...claimRuleErrors(claimValidationRules, `${path}.claimValidationRules`),
    ...mappingErrors(claimMappings ?? { username: {} }, claimValidationRules, `${path}.claimMappings`),
    ...userRuleErrors(userValidationRules, `${path}.userValidationRules`),
  ]
}

function issuerErrors(
  issuer: IssuerConfiguration,
  path: string,
  disallowed: readonly string[],
): FieldError[] {
  const { url = '', certificateAuthority, egressSelectorType } = issuer
  const errors = url ? urlErrors(url, `${path}.url`, disallowed) : [required(`${path}.url`, '')]
  errors.push(...discoveryErrors(issuer, `${path}.discoveryURL`), ...audienceErrors(issuer, path))
  if (certificateAuthority && !certificate.test(certificateAuthority)) {
    const why = 'data does not contain any valid RSA or ECDSA certificates'
    errors.push(invalid(`${path}.certificateAuthority`, '<omitted>', why))
  }
  if (egressSelectorType) errors.push(egressError(egressSelectorType, `${path}.egressSelectorType`))
  return errors
}

/** There is no egress selector here. */
function egressError(type: string, path: string): FieldError {
  const isKnown = type === 'controlplane' || type === 'cluster'
  const why = isKnown
    ? 'this server has no egress selector'
    : 'egress selector must be either controlplane or cluster'
  return invalid(path, type, why)
}

function discoveryErrors({ url = '', discoveryURL = '' }: IssuerConfiguration, path: string): FieldError[] {
  if (!discoveryURL) return []
  const isSame = url !== '' && withoutSlashes(url) === withoutSlashes(discoveryURL)
  const same = isSame ? [invalid(path, discoveryURL, 'discoveryURL must be different from URL')] : []
  return [...same, ...urlErrors(discoveryURL, path, [])]
}

function withoutSlashes(url: string): string {
  return url.replace(/\/+$/, '')
}

function urlErrors(text: string, path: string, disallowed: readonly string[]): FieldError[] {
  const errors: FieldError[] = []
  const wrong = (why: string): void => void errors.push(invalid(path, text, why))
  if (disallowed.includes(text))
    wrong(`URL must not overlap with disallowed issuers: [${[...disallowed].sort().join(' ')}]`)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:') wrong('URL scheme must be https')
  if (url?.username || url?.password) wrong('URL must not contain a username or password')
  if (url?.search) wrong('URL must not contain a query')
  if (url?.hash) wrong('URL must not contain a fragment')
  return errors
}

function audienceErrors(
  { audiences = [], audienceMatchPolicy = '' }: IssuerConfiguration,
  path: string,
): FieldError[] {
  const at = `${path}.audiences`
  if (audiences.length === 0) return [required(at, `at least one ${at} is required`)]
  const errors = audiences.flatMap((audience, index) => [
    ...(audience ? [] : [required(`${at}[${index}]`, '')]),
    ...(audiences.indexOf(audience) < index ? [duplicate(`${at}[${index}]`, audience)] : []),
  ])
  const policyPath = `${path}.audienceMatchPolicy`
  if (audiences.length > 1 && audienceMatchPolicy !== 'MatchAny') {
    const why = 'audienceMatchPolicy must be MatchAny for multiple audiences'
    errors.push(invalid(policyPath, audienceMatchPolicy, why))
  }
  if (audiences.length === 1 && audienceMatchPolicy && audienceMatchPolicy !== 'MatchAny') {
    const why = 'audienceMatchPolicy must be empty or MatchAny for single audience'
    errors.push(invalid(policyPath, audienceMatchPolicy, why))
  }
  return errors
}
