import { dns1123SubdomainErrors, duplicate, type FieldError, invalid, required } from '@knarr/machinery'
import type {
  ClaimMappings,
  ClaimOrExpression,
  JwtAuthenticatorConfiguration,
} from './authentication-configuration.ts'
import { compileClaimExpression } from './claim-expressions.ts'

type ClaimRules = NonNullable<JwtAuthenticatorConfiguration['claimValidationRules']>

const pathShape = String.raw`[A-Za-z0-9/\-._~%!$&'()*+,;=:]+`
const bothSet = "claim and expression can't both be set"
const unverifiedEmail =
  'claims.email_verified must be used in claimMappings.username.expression or ' +
  'claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in ' +
  'claimMappings.username.expression'

/** What is wrong with how claims become a user; `rules` may see to it that an address is verified. */
export function mappingErrors(mappings: ClaimMappings, rules: ClaimRules, path: string): FieldError[] {
  const { username = {}, groups = {}, uid = {}, extra = [] } = mappings
  const errors = [
    ...prefixedErrors(username, `${path}.username`, true),
    ...prefixedErrors(groups, `${path}.groups`, false),
    ...uidErrors(uid, `${path}.uid`),
    ...extraErrors(extra, `${path}.extra`),
  ]
  const all = [
    username.expression,
    ...extra.map((each) => each.valueExpression),
    ...rules.map((each) => each.expression),
  ]
  if (selects(username.expression, 'email') && !all.some((text) => selects(text, 'email_verified')))
    errors.push(invalid(`${path}.username.expression`, username.expression, unverifiedEmail))
  return errors
}

function selects(expression: string | undefined, claim: string): boolean {
  if (!expression) return false
  return compileClaimExpression('claims', expression).program?.selects('claims', claim) ?? false
}

function prefixedErrors(
  { claim, prefix, expression }: ClaimOrExpression,
  path: string,
  isRequired: boolean,
): FieldError[] {
  if (expression && claim) return [invalid(path, '', bothSet)]
  if (expression) {
    const why = 'may not be specified when expression is set'
    const prefixed = typeof prefix === 'string' ? [invalid(`${path}.prefix`, prefix, why)] : []
    return [...prefixed, ...expressionErrors(expression, `${path}.expression`)]
  }
  if (!claim) return isRequired ? [required(path, 'claim or expression is required')] : []
  const why = 'prefix is required when claim is set. It can be set to an empty string to disable prefixing'
  return typeof prefix === 'string' ? [] : [required(`${path}.prefix`, why)]
}

function uidErrors({ claim, expression }: ClaimOrExpression, path: string): FieldError[] {
  if (claim && expression) return [invalid(path, '', bothSet)]
  return expression ? expressionErrors(expression, `${path}.expression`) : []
}

function extraErrors(extra: NonNullable<ClaimMappings['extra']>, path: string): FieldError[] {
  const seen = new Set<string>()
  return extra.flatMap(({ key = '', valueExpression = '' }, index) => {
    const at = `${path}[${index}]`
    const errors = keyErrors(key, `${at}.key`)
    if (seen.has(key)) return [...errors, duplicate(`${at}.key`, key)]
    seen.add(key)
    if (!valueExpression) return [...errors, required(`${at}.valueExpression`, '')]
    return [...errors, ...expressionErrors(valueExpression, `${at}.valueExpression`)]
  })
}

function keyErrors(key: string, path: string): FieldError[] {
  const errors = domainPrefixedPathErrors(key, path)
  if (key !== key.toLowerCase()) errors.push(invalid(path, key, 'must be lowercase'))
  const [domain = '', rest] = key.split(/\/(.*)/s)
  if (rest !== undefined && /(^|\.)(kubernetes|k8s)\.io$/.test(domain)) {
    const why = 'k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use'
    errors.push(invalid(path, key, why))
  }
  return errors
}

/** `example.com/some/path` */
function domainPrefixedPathErrors(text: string, path: string): FieldError[] {
  if (text === '') return [required(path, '')]
  const [domain = '', rest] = text.split(/\/(.*)/s)
  if (domain === '' || !rest)
    return [invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  const errors = dns1123SubdomainErrors(domain).map((why) => invalid(path, domain, why))
  if (!new RegExp(`^${pathShape}$`).test(rest))
    errors.push(invalid(path, rest, `Invalid path (regex used for validation is '${pathShape}')`))
  return errors
}

function expressionErrors(expression: string, path: string): FieldError[] {
  const { error } = compileClaimExpression('claims', expression)
  return error === undefined ? [] : [invalid(path, expression, error)]
}
