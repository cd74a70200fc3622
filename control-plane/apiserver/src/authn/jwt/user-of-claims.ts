import { CelList, type Program, type Value, type Variables } from '@knarr/cel'
import type { UserInfo } from '../../request/server-request.ts'
import type { ClaimOrExpression, JwtAuthenticatorConfiguration } from './authentication-configuration.ts'
import { compileClaimExpression } from './claim-expressions.ts'
import { claimsValue } from './claims-value.ts'
import { goTypeOf } from './go-type.ts'
import type { Claims } from './id-token.ts'

/** Makes a user of what a token says. @throws Error where a claim or a rule says no */
export type UserOfClaims = (claims: Claims) => UserInfo

/** Compiles what a configuration says of claims; it must be valid. */
export function userOfClaims(configuration: JwtAuthenticatorConfiguration): UserOfClaims {
  const { username, groups = {}, uid = {}, extra = [] } = configuration.claimMappings
  const nameOf = usernameReader(username)
  const groupsOf = groupsReader(groups)
  const uidOf = uidReader(uid)
  const extraOf = extraReader(extra)
  const checkClaims = claimRules(configuration)
  const checkUser = userRules(configuration)
  return (claims) => {
    const name = nameOf(claims)
    const groupNames = groupsOf(claims)
    const id = uidOf(claims)
    const more = extraOf(claims)
    const user = {
      name,
      groups: groupNames,
      ...(id ? { uid: id } : {}),
      ...(Object.keys(more).length > 0 ? { extra: more } : {}),
    }
    checkClaims(claims)
    checkUser(user)
    return user
  }
}

const credentialId = 'authentication.kubernetes.io/credential-id'

const programOf = (variable: 'claims' | 'user', text: string): Program => {
  const { program, error } = compileClaimExpression(variable, text)
  if (!program) throw new Error(error)
  return program
}

/** Names what is evaluated where it fails. */
function evaluated(program: Program, variables: Variables, what: string): Value {
  const { value, error } = program.evaluate(variables)
  if (error)
    throw new Error(
      `oidc: error evaluating ${what}: expression '${program.text}' resulted in error: ${error.message}`,
    )
  return value as Value
}

const claimVariables = (claims: Claims): Variables => ({ claims: claimsValue(claims) })

function usernameReader({
  claim = '',
  prefix = '',
  expression,
}: ClaimOrExpression): (claims: Claims) => string {
  if (!expression) return (claims) => prefix + claimedName(claims, claim)
  const program = programOf('claims', expression)
  const what = 'username claim expression'
  return (claims) => {
    const name = evaluated(program, claimVariables(claims), what)
    if (typeof name !== 'string')
      throw new Error(`oidc: error evaluating ${what}: username claim expression must return a string`)
    if (name === '') throw new Error('oidc: empty username via CEL expression is not allowed')
    return name
  }
}

function claimedName(claims: Claims, claim: string): string {
  const name = textOfClaim(claims, claim, (why) => `parse username claims ${JSON.stringify(claim)}: ${why}`)
  if (claim !== 'email' || !Object.hasOwn(claims, 'email_verified')) return name
  const { email_verified: isVerified } = claims
  if (isVerified !== null && typeof isVerified !== 'boolean')
    throw new Error(`oidc: parse 'email_verified' claim: ${wrongType(isVerified, 'bool')}`)
  if (!isVerified) throw new Error('oidc: email not verified')
  return name
}

function groupsReader({ claim, prefix = '', expression }: ClaimOrExpression): (claims: Claims) => string[] {
  if (expression) {
    const program = programOf('claims', expression)
    const what = 'group claim expression'
    return (claims) => textsOf(evaluated(program, claimVariables(claims), what), what)
  }
  if (!claim) return () => []
  return (claims) => {
    if (!Object.hasOwn(claims, claim)) return []
    const value = claims[claim]
    const isList = Array.isArray(value) && value.every((each) => typeof each === 'string')
    if (!isList && typeof value !== 'string')
      throw new Error(`oidc: parse groups claim ${JSON.stringify(claim)}: ${wrongType(value, 'string')}`)
    return [value].flat().map((group) => `${prefix}${group}`)
  }
}

function uidReader({ claim, expression }: ClaimOrExpression): (claims: Claims) => string {
  if (claim)
    return (claims) => textOfClaim(claims, claim, (why) => `parse uid claim ${JSON.stringify(claim)}: ${why}`)
  if (!expression) return () => ''
  const program = programOf('claims', expression)
  const what = 'uid claim expression'
  return (claims) => {
    const uid = evaluated(program, claimVariables(claims), what)
    if (typeof uid === 'string') return uid
    throw new Error(`oidc: error evaluating ${what}: uid claim expression must return a string`)
  }
}

function extraReader(
  mappings: readonly { readonly key: string; readonly valueExpression: string }[],
): (claims: Claims) => Record<string, readonly string[]> {
  const programs = mappings.map(
    ({ key, valueExpression }) => [key, programOf('claims', valueExpression)] as const,
  )
  const what = 'extra claim expression'
  return (claims) => {
    const { jti } = claims
    const ids = typeof jti === 'string' && jti ? [[credentialId, [`JTI=${jti}`]] as const] : []
    const values = programs.map(([key, program]) => {
      const value = evaluated(program, claimVariables(claims), what)
      return [key, textsOf(value, `${what}: ${program.text}`)] as const
    })
    return Object.fromEntries([...ids, ...values.filter(([, texts]) => texts.length > 0)])
  }
}

function claimRules({ claimValidationRules = [] }: JwtAuthenticatorConfiguration): (claims: Claims) => void {
  const required = claimValidationRules.filter(({ claim }) => claim)
  const conditions = claimValidationRules.filter(({ expression }) => expression)
  const check = conditionsOn('claims', conditions, 'claim validation expression')
  return (claims) => {
    for (const { claim = '', requiredValue = '' } of required) refuseOther(claims, claim, requiredValue)
    check(claimVariables(claims))
  }
}

function refuseOther(claims: Claims, claim: string, wanted: string): void {
  if (!Object.hasOwn(claims, claim)) throw new Error(`oidc: required claim ${claim} not present in ID token`)
  const value = textOfClaim(claims, claim, (why) => `parse claim ${claim}: ${why}`)
  if (value !== wanted)
    throw new Error(`oidc: required claim ${claim} value does not match. Got = ${value}, want = ${wanted}`)
}

function userRules({ userValidationRules = [] }: JwtAuthenticatorConfiguration): (user: UserInfo) => void {
  const check = conditionsOn('user', userValidationRules, 'user info validation rule')
  return ({ name: username, uid = '', groups, extra = {} }) =>
    check({ user: claimsValue({ username, uid, groups, extra }) })
}

function conditionsOn(
  variable: 'claims' | 'user',
  rules: readonly { readonly expression?: string; readonly message?: string }[],
  what: string,
): (variables: Variables) => void {
  const programs = rules.map(({ expression = '', message = '' }) => ({
    program: programOf(variable, expression),
    message,
  }))
  return (variables) => {
    for (const { program, message } of programs) {
      const holds = evaluated(program, variables, what)
      if (typeof holds !== 'boolean')
        throw new Error(`oidc: error evaluating ${what}: validation expression must return a boolean`)
      if (!holds)
        throw new Error(
          `oidc: error evaluating ${what}: validation expression '${program.text}' failed: ${message}`,
        )
    }
  }
}

/** A text or a list of them, empty ones left out. */
function textsOf(value: Value, what: string): string[] {
  if (value === null) return []
  const texts = value instanceof CelList ? [...value] : [value]
  if (!texts.every((text) => typeof text === 'string'))
    throw new Error(`oidc: error evaluating ${what}: expression must return a string or a list of strings`)
  return texts.filter((text) => text !== '')
}

function textOfClaim(claims: Claims, claim: string, errorOf: (why: string) => string): string {
  if (!Object.hasOwn(claims, claim)) throw new Error(`oidc: ${errorOf('claim not present')}`)
  const value = claims[claim] ?? ''
  if (typeof value === 'string') return value
  throw new Error(`oidc: ${errorOf(wrongType(value, 'string'))}`)
}

function wrongType(value: unknown, wanted: string): string {
  return `json: cannot unmarshal ${goTypeOf(value)} into Go value of type ${wanted}`
}
