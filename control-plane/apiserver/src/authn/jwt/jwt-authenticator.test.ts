import { MetricsRegistry, silentLogger } from '@knarr/component'
import { VirtualClock } from '@knarr/machinery'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newIssuerKey, startTokenIssuer, type TokenIssuer } from '../../testing/token-issuer.ts'
import type { JwtAuthenticatorConfiguration } from './authentication-configuration.ts'
import { signingAlgorithms } from './json-web-signature.ts'
import { JwtAuthenticator } from './jwt-authenticator.ts'
import { JwtMetrics } from './jwt-metrics.ts'

let issuer: TokenIssuer
beforeAll(async () => {
  issuer = await startTokenIssuer()
})
afterAll(() => issuer[Symbol.asyncDispose]())

const clock = new VirtualClock()
const nowSeconds = Math.floor(clock.now() / 1000)
const good = { aud: 'kubernetes', sub: 'jane', exp: nowSeconds + 3600 }
const bySub = { username: { claim: 'sub', prefix: '' } }

type Changes = Partial<Omit<JwtAuthenticatorConfiguration, 'issuer'>> & {
  readonly issuer?: Partial<JwtAuthenticatorConfiguration['issuer']>
}

async function open(changes: Changes = {}): Promise<JwtAuthenticator> {
  const own = { url: issuer.url, certificateAuthority: issuer.ca, audiences: ['kubernetes'] }
  const authenticator = new JwtAuthenticator(
    { claimMappings: bySub, ...changes, issuer: { ...own, ...changes.issuer } },
    {
      clock,
      logger: silentLogger,
      algorithms: signingAlgorithms,
      metrics: new JwtMetrics(new MetricsRegistry()),
    },
  )
  await authenticator.asked
  return authenticator
}

async function userOf(claims: object, changes: Changes = {}): Promise<unknown> {
  return (await open(changes)).userOf(issuer.issue({ ...good, ...claims }))
}

describe('tokens of an issuer', () => {
  it('are those of a user as claims are mapped', async () => {
    const claimMappings = {
      username: { claim: 'email', prefix: 'oidc:' },
      groups: { claim: 'roles', prefix: 'oidc:' },
      uid: { claim: 'oid' },
      extra: [{ key: 'example.com/tenant', valueExpression: 'claims.tenant' }],
    }
    const claims = { email: 'jane@example.com', email_verified: true, roles: ['dev', 'ops'], oid: 'u1' }
    expect(await userOf({ ...claims, tenant: 't', jti: 'j' }, { claimMappings })).toEqual({
      name: 'oidc:jane@example.com',
      groups: ['oidc:dev', 'oidc:ops'],
      uid: 'u1',
      extra: { 'authentication.kubernetes.io/credential-id': ['JTI=j'], 'example.com/tenant': ['t'] },
    })
  })

  it('are mapped by expressions too', async () => {
    const claimMappings = {
      username: { expression: '"u:" + claims.sub' },
      groups: { expression: 'claims.roles.split(",")' },
      uid: { expression: 'claims.?oid.orValue("none")' },
      extra: [{ key: 'example.com/none', valueExpression: '""' }],
    }
    expect(await userOf({ roles: 'a,,b' }, { claimMappings })).toEqual({
      ...{ name: 'u:jane', groups: ['a', 'b'], uid: 'none' },
    })
  })

  it('have numbers that are doubles, and fields by escaped names', async () => {
    const expression = 'string(claims.exp + 0.5 > claims.exp) + claims.a.b__dot__c + claims.__namespace__'
    const claims = { a: { 'b.c': 'x' }, namespace: 'y' }
    expect(await userOf(claims, { claimMappings: { username: { expression } } })).toMatchObject({
      name: 'truexy',
    })
  })

  it('of others are none of it', async () => {
    const authenticator = await open()
    expect(await authenticator.userOf(issuer.issue({ ...good, iss: 'https://other' }))).toBeUndefined()
    expect(await authenticator.userOf('opaque')).toBeUndefined()
  })

  const badMappings = {
    email: { username: { claim: 'email', prefix: '' } },
    number: { username: { expression: 'claims.exp' } },
    empty: { username: { expression: '""' } },
  }
  it.each<[object, Changes, string]>([
    [{ aud: 'other' }, {}, 'oidc: verify token: oidc: expected audience "kubernetes" got ["other"]'],
    [
      { aud: ['x', 'y'] },
      { issuer: { audiences: ['b', 'a'], audienceMatchPolicy: 'MatchAny' } },
      'oidc: verify token: oidc: expected audience in ["a" "b"] got ["x" "y"]',
    ],
    [
      { exp: 0 },
      {},
      'oidc: verify token: oidc: token is expired (Token Expiry: 1970-01-01 00:00:00 +0000 UTC)',
    ],
    [{ nbf: nowSeconds + 301 }, {}, 'before the nbf (not before) time'],
    [{ exp: 'x' }, {}, String.raw`json: invalid number literal, trying to unmarshal "\"x\"" into Number`],
    [{ aud: 5 }, {}, 'json: cannot unmarshal number into Go struct field idToken.aud of type []string'],
    [
      { sub: 5 },
      {},
      'oidc: verify token: oidc: failed to unmarshal claims: json: cannot unmarshal number into Go struct field idToken.sub of type string',
    ],
    [{}, { claimMappings: badMappings.email }, 'oidc: parse username claims "email": claim not present'],
    [{ email: 'a', email_verified: false }, { claimMappings: badMappings.email }, 'oidc: email not verified'],
    [{}, { claimMappings: badMappings.number }, 'username claim expression must return a string'],
    [{}, { claimMappings: badMappings.empty }, 'oidc: empty username via CEL expression is not allowed'],
    [
      {},
      { claimValidationRules: [{ claim: 'hd', requiredValue: 'example.com' }] },
      'oidc: required claim hd not present in ID token',
    ],
    [
      { hd: 'other' },
      { claimValidationRules: [{ claim: 'hd', requiredValue: 'example.com' }] },
      'oidc: required claim hd value does not match. Got = other, want = example.com',
    ],
    [
      {},
      { claimValidationRules: [{ expression: 'claims.sub == "joe"', message: 'only joe' }] },
      `oidc: error evaluating claim validation expression: validation expression 'claims.sub == "joe"' failed: only joe`,
    ],
    [
      { sub: 'system:admin' },
      { userValidationRules: [{ expression: "!user.username.startsWith('system:')", message: 'reserved' }] },
      "oidc: error evaluating user info validation rule: validation expression '!user.username.startsWith('system:')' failed: reserved",
    ],
    [
      {},
      { claimMappings: { username: { expression: 'claims.none' } } },
      "oidc: error evaluating username claim expression: expression 'claims.none' resulted in error: no such key: none",
    ],
  ])('%j are refused with %j: %s', async (claims, changes, message) => {
    await expect(userOf(claims, changes)).rejects.toThrow(message)
  })

  it('are refused of other keys and algorithms', async () => {
    const authenticator = await open()
    const foreign = issuer.issue(good, { key: newIssuerKey('1') })
    await expect(authenticator.userOf(foreign)).rejects.toThrow(
      'oidc: verify token: failed to verify signature: failed to verify id token signature',
    )
    const unsigned = issuer.issue(good, { algorithm: 'none' })
    await expect(authenticator.userOf(unsigned)).rejects.toThrow(
      'id token signed with unsupported algorithm, expected',
    )
    await expect(authenticator.userOf(issuer.issue(good, { algorithm: 'RS256' }))).rejects.toThrow(
      'failed to verify id token signature',
    )
  })

  it('of new keys are known once the keys were fetched again', async () => {
    const authenticator = await open()
    const before = issuer.issue(good)
    await authenticator.userOf(before)
    issuer.rotate()
    const fetches = (): number => issuer.asked.filter((path) => path === '/keys').length
    const first = fetches()
    const all = await Promise.all([1, 2].map(() => authenticator.userOf(issuer.issue(good))))
    expect(all).toMatchObject([{ name: 'jane' }, { name: 'jane' }])
    expect(fetches()).toBe(first + 1)
  })

  it('get groups from where a claim says they are', async () => {
    const endpoint = `${issuer.url}/groups`
    issuer.pages.set('/groups', issuer.issue({ ...good, roles: ['far'] }))
    const claims = { _claim_names: { roles: 'a' }, _claim_sources: { a: { endpoint, access_token: 't' } } }
    const claimMappings = { ...bySub, groups: { claim: 'roles', prefix: '' } }
    expect(await userOf(claims, { claimMappings })).toMatchObject({ groups: ['far'] })
    issuer.pages.set('/groups', issuer.issue(good))
    await expect(userOf(claims, { claimMappings })).rejects.toThrow(
      `oidc: could not expand distributed claims: jwt returned by distributed claim endpoint "${endpoint}" did not contain claim: roles`,
    )
  })
})

describe('an issuer', () => {
  it('is asked again until it answers', async () => {
    const discoveryURL = `${issuer.url}/discovery`
    const authenticator = await open({ issuer: { discoveryURL } })
    expect(authenticator.failure?.message).toBe(
      `oidc: authenticator for issuer "${issuer.url}" is not healthy: 404 Not Found: not here`,
    )
    await expect(authenticator.userOf(issuer.issue(good))).rejects.toThrow(
      'oidc: authenticator not initialized',
    )
    issuer.pages.set('/discovery', JSON.stringify({ issuer: issuer.url, jwks_uri: `${issuer.url}/keys` }))
    await clock.advance(10_000)
    await expect.poll(() => authenticator.failure).toBeUndefined()
    expect(await authenticator.userOf(issuer.issue(good))).toMatchObject({ name: 'jane' })
  })

  it('is not believed as another, nor without its authority', async () => {
    issuer.pages.set('/odd', JSON.stringify({ issuer: 'https://odd', jwks_uri: 'https://odd/keys' }))
    const odd = await open({ issuer: { discoveryURL: `${issuer.url}/odd` } })
    expect(odd.failure?.message).toContain(
      `oidc: issuer URL provided to client ("${issuer.url}") did not match the issuer URL returned by provider ("https://odd")`,
    )
    odd.close()
    const stranger = await open({ issuer: { certificateAuthority: '' } })
    expect(stranger.failure?.message).toContain(`Get "${issuer.url}/.well-known/openid-configuration": `)
    stranger.close()
  })
})
