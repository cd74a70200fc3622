import { describe, expect, it } from 'vitest'
import { parseEncryptionConfiguration } from '../encryption-configuration.ts'
import { identity } from '../value-transformer.ts'
import { type KmsConfiguration, keyServiceOptionsOf } from './kms-configuration.ts'

const good = { apiVersion: 'v2', name: 'vault', endpoint: 'unix:///run/kms.sock' }

function parse(...providers: object[]): KmsConfiguration[] {
  const seen: KmsConfiguration[] = []
  const configuration = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [
      { resources: ['secrets'], providers: providers.map((kms) => ({ kms })) },
      { resources: ['configmaps'], providers: [{ identity: {} }] },
    ],
  }
  parseEncryptionConfiguration(JSON.stringify(configuration), (each) => {
    seen.push(each)
    return identity
  })
  return seen
}

describe('the configuration of a KMS plugin', () => {
  it('is taken, several beside each other', () => {
    const other = { ...good, name: 'other', timeout: '500ms' }
    expect(parse(good, other)).toEqual([good, other])
  })

  const kms = 'resources[0].providers[0].kms'
  it.each([
    [{ ...good, name: '' }, `${kms}.name: Required value: name is a mandatory field for a provider`],
    [
      { ...good, name: 'a:b' },
      `${kms}.name: Invalid value: "a:b": invalid KMS provider name a:b, must not contain ':'`,
    ],
    [{ ...good, timeout: '0s' }, `${kms}.timeout: Invalid value: "0s": timeout should be a positive value`],
    [{ ...good, timeout: '-3s' }, `${kms}.timeout: Invalid value: "-3s": timeout should be a positive value`],
    [{ ...good, timeout: 'soon' }, `${kms}.timeout: Invalid value: "soon": time: invalid duration "soon"`],
    [
      { ...good, endpoint: '' },
      `${kms}.endpoint: Invalid value: "": endpoint is a mandatory field for a kms`,
    ],
    [
      { ...good, endpoint: 'https://kms' },
      `${kms}.endpoint: Invalid value: "https://kms": unsupported scheme "https" for KMS provider, only unix is supported`,
    ],
    [
      { ...good, endpoint: '/run/kms.sock' },
      `${kms}.endpoint: Invalid value: "/run/kms.sock": unsupported scheme "" for KMS provider, only unix is supported`,
    ],
    [{ ...good, cachesize: 10 }, `${kms}.cachesize: Invalid value: 10: cachesize is not supported in v2`],
    [
      { ...good, apiVersion: 'v3' },
      `${kms}.apiVersion: Invalid value: "v3": unsupported apiVersion apiVersion for KMS provider, only v1 and v2 are supported`,
    ],
    [
      { ...good, name: '', endpoint: '' },
      `[${kms}.name: Required value: name is a mandatory field for a provider, ${kms}.endpoint: Invalid value: "": endpoint is a mandatory field for a kms]`,
    ],
  ])('that is wrong is refused: %j', (configuration, message) => {
    expect(() => parse(configuration)).toThrow(new Error(message))
  })

  it('has a name of its own', () => {
    const message =
      'resources[0].providers[1].kms.name: Invalid value: "vault": duplicate KMS provider name vault, names must be unique'
    expect(() => parse(good, good)).toThrow(new Error(message))
  })
})

describe('how a plugin is reached', () => {
  it.each([
    ['unix:///run/kms.sock', '/run/kms.sock'],
    ['unix:///run/a%20b.sock', '/run/a b.sock'],
    ['unix:///@kms', '\0kms'],
  ])('%s is the socket %j', (endpoint, socket) => {
    expect(keyServiceOptionsOf({ ...good, endpoint })).toEqual({ name: 'vault', socket, timeoutMs: 3000 })
  })

  it.each(['v1', undefined])('not at all by version %s of the protocol', (apiVersion) => {
    const { name, endpoint } = good
    expect(() => keyServiceOptionsOf({ name, endpoint, ...(apiVersion ? { apiVersion } : {}) })).toThrow(
      'KMSv1 is deprecated and will only receive security updates going forward. Use KMSv2 instead.  Set --feature-gates=KMSv1=true to use the deprecated KMSv1 feature.',
    )
  })
})
