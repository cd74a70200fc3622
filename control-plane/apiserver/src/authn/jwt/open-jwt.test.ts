import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MetricsRegistry, silentLogger } from '@knarr/component'
import { VirtualClock } from '@knarr/machinery'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTokenIssuer, type TokenIssuer } from '../../testing/token-issuer.ts'
import { JwtMetrics } from './jwt-metrics.ts'
import { type JwtOptions, type OpenedJwt, openJwt } from './open-jwt.ts'

const directory = mkdtempSync(join(tmpdir(), 'jwt-'))
const file = join(directory, 'authentication.yaml')
const clock = new VirtualClock()
const metrics = new MetricsRegistry()
let issuer: TokenIssuer
beforeAll(async () => {
  issuer = await startTokenIssuer()
})
afterAll(async () => {
  await issuer[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true })
})

const open = (options: JwtOptions): OpenedJwt =>
  openJwt(options, { clock, logger: silentLogger, metrics: new JwtMetrics(metrics) }, ['https://own'])

/** A configuration that is good, with changes of its one issuer. */
function configuration(jwt: object | object[] = {}, more: object = {}): string {
  const good = {
    issuer: { url: issuer.url, certificateAuthority: issuer.ca, audiences: ['kubernetes'] },
    claimMappings: { username: { claim: 'sub', prefix: '' } },
  }
  const list = (Array.isArray(jwt) ? jwt : [jwt]).map((each) => ({ ...good, ...each }))
  return JSON.stringify({
    ...{ apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthenticationConfiguration' },
    ...{ jwt: list, ...more },
  })
}

const issuerWith = (changes: object): object => ({
  issuer: { url: 'https://a', audiences: ['x'], ...changes },
})
const usernameWith = (username: object, more: object = {}): object => ({
  claimMappings: { username, ...more },
})
const sub = { claim: 'sub', prefix: '' }

describe('an authentication configuration', () => {
  it.each<[string, object | object[], string]>([
    [
      'url',
      issuerWith({ url: 'http://a?b#c' }),
      'jwt[0].issuer.url: Invalid value: "http://a?b#c": URL scheme must be https',
    ],
    [
      'own issuer',
      issuerWith({ url: 'https://own' }),
      'URL must not overlap with disallowed issuers: [https://own]',
    ],
    ['no url', issuerWith({ url: '' }), 'jwt[0].issuer.url: Required value'],
    [
      'discovery',
      issuerWith({ discoveryURL: 'https://a/' }),
      'jwt[0].issuer.discoveryURL: Invalid value: "https://a/": discoveryURL must be different from URL',
    ],
    [
      'no audience',
      issuerWith({ audiences: [] }),
      'jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required',
    ],
    [
      'audiences',
      issuerWith({ audiences: ['x', 'y'] }),
      'jwt[0].issuer.audienceMatchPolicy: Invalid value: "": audienceMatchPolicy must be MatchAny for multiple audiences',
    ],
    [
      'authority',
      issuerWith({ certificateAuthority: 'x' }),
      'jwt[0].issuer.certificateAuthority: Invalid value: "<omitted>": data does not contain any valid RSA or ECDSA certificates',
    ],
    ['the same twice', [{}, {}], 'jwt[1].issuer.url: Duplicate value: '],
    [
      'no prefix',
      usernameWith({ claim: 'sub' }),
      'jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set',
    ],
    [
      'no username',
      usernameWith({}),
      'jwt[0].claimMappings.username: Required value: claim or expression is required',
    ],
    [
      'two usernames',
      usernameWith({ claim: 'a', expression: 'b' }),
      `jwt[0].claimMappings.username: Invalid value: "": claim and expression can't both be set`,
    ],
    [
      'expression',
      usernameWith({ expression: 'claims.' }),
      'jwt[0].claimMappings.username.expression: Invalid value: "claims.": compilation failed: ',
    ],
    [
      'email',
      usernameWith({ expression: 'claims.email' }),
      'claims.email_verified must be used in claimMappings.username.expression',
    ],
    [
      'key',
      usernameWith(sub, { extra: [{ key: 'a.k8s.io/b', valueExpression: '""' }] }),
      'k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use',
    ],
    [
      'no domain',
      usernameWith(sub, { extra: [{ key: 'b', valueExpression: '""' }] }),
      'must be a domain-prefixed path (such as "acme.io/foo")',
    ],
    [
      'rule',
      { claimValidationRules: [{ expression: '1' }] },
      'jwt[0].claimValidationRules[0].expression: Invalid value: "1": must evaluate to bool',
    ],
    [
      'no rule',
      { claimValidationRules: [{}] },
      'jwt[0].claimValidationRules[0]: Required value: claim or expression is required',
    ],
    [
      'user rule',
      { userValidationRules: [{ expression: 'user.nme == ""' }] },
      'jwt[0].userValidationRules[0].expression: Invalid value: "user.nme == \\"\\"": compilation failed: ',
    ],
  ])('is refused: %s', (_, jwt, message) => {
    writeFileSync(file, configuration(jwt))
    const refused = (): unknown => open({ authenticationConfig: file })
    expect(refused).toThrow(message)
    expect(refused).toThrow(/^invalid authentication configuration: /)
  })

  it.each([
    ['', 'empty config data'],
    ['kind: Pod', 'no kind "Pod" is registered for version ""'],
    [
      `{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": [{"isuer": {}}]}`,
      'strict decoding error: unknown field "jwt[0].isuer"',
    ],
    [
      `{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": {}}`,
      'cannot read jwt: it must be of type list',
    ],
  ])('%s is none', (text, message) => {
    writeFileSync(file, text)
    expect(() => open({ authenticationConfig: file })).toThrow(
      `failed to load authentication configuration from file ${JSON.stringify(file)}: ${message}`,
    )
  })

  it('conditions of anonymous requests need these to be taken', () => {
    const anonymous = { enabled: false, conditions: [{ path: '/x' }] }
    writeFileSync(file, configuration({}, { anonymous }))
    expect(() => open({ authenticationConfig: file })).toThrow(
      'anonymous.conditions: Invalid value: [{"Path":"/x"}]: enabled should be set to true when conditions are defined',
    )
  })

  it('is read again when it changes, and what is wrong changes nothing', async () => {
    writeFileSync(file, configuration())
    const jwt = open({ authenticationConfig: file })
    const token = issuer.issue({ aud: 'kubernetes', sub: 'jane', exp: clock.now() / 1000 + 3600 })
    const nameOf = async (): Promise<unknown> =>
      Promise.resolve(jwt.userOf(token)).then(
        (user) => user?.name,
        (error: Error) => error.message,
      )
    await expect.poll(nameOf).toBe('jane')
    const reloaded = (status: string): string =>
      `automatic_reloads_total{status="${status}",apiserver_id_hash=""}`
    const changed = async (text: string, status: string): Promise<void> => {
      writeFileSync(file, text)
      await clock.advance(60_000)
      await expect.poll(() => metrics.text()).toContain(reloaded(status))
    }
    await changed(configuration(usernameWith({ claim: 'sub', prefix: 'p:' })), 'success')
    expect(await nameOf()).toBe('p:jane')
    await changed(configuration({}, { anonymous: { enabled: false } }), 'failure')
    expect(await nameOf()).toBe('p:jane')
    expect(metrics.text()).toMatch(/last_config_info\{apiserver_id_hash="",hash="sha256:[0-9a-f]{64}"\} 1\n/)
    jwt.close()
  })
})

describe('the flags of one issuer', () => {
  it.each<[object, string]>([
    [{}, `ISSUER#jane`],
    [{ usernamePrefix: '-' }, 'jane'],
    [{ usernamePrefix: 'oidc:' }, 'oidc:jane'],
    [{ usernameClaim: 'email' }, 'jane@example.com'],
  ])('%j: %s', async (flags, name) => {
    const caFile = join(directory, 'ca.crt')
    writeFileSync(caFile, issuer.ca)
    const required = { requiredClaims: { hd: 'x' }, groupsClaim: 'g', groupsPrefix: 'g:' }
    const jwt = open({
      oidc: { issuerUrl: issuer.url, clientId: 'kubernetes', caFile, ...required, ...flags },
    })
    const claims = { aud: 'kubernetes', sub: 'jane', email: 'jane@example.com', g: 'a', hd: 'x' }
    const token = issuer.issue({ ...claims, exp: clock.now() / 1000 + 3600 })
    const user = async (): Promise<unknown> => Promise.resolve(jwt.userOf(token)).catch(() => undefined)
    await expect.poll(user).toMatchObject({ name: name.replace('ISSUER', issuer.url), groups: ['g:a'] })
    jwt.close()
  })

  it.each<[JwtOptions, string]>([
    [
      { oidc: { issuerUrl: 'https://a', clientId: '' } },
      'oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set',
    ],
    [
      { authenticationConfig: 'x', oidc: { issuerUrl: 'https://a', clientId: 'b' } },
      'authentication-config file and oidc-* flags are mutually exclusive',
    ],
    [
      { oidc: { issuerUrl: 'https://a', clientId: 'b', signingAlgorithms: ['HS256'] } },
      'oidc: unsupported signing alg: "HS256"',
    ],
  ])('%j is refused', (options, message) => {
    expect(() => open(options)).toThrow(message)
  })
})
