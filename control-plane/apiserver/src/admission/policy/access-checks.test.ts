import {
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
  validatingWebhookConfigurations,
} from '@knarr/api/admissionregistration/v1'
import { configMaps } from '@knarr/api/core/v1'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuthorizationAttributes, Authorizer } from '../../authz/authorizer.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'

let asked: AuthorizationAttributes[]
let test: TestServer

/** Takes its time, knows one account, and loses its mind over one verb. */
const slow: Authorizer = {
  async authorize(attributes) {
    asked.push(attributes)
    await Promise.resolve()
    if (attributes.verb === 'panic') throw new Error('out of order')
    if (attributes.verb === 'fail') return { verdict: 'noOpinion', reason: '', error: 'not there' }
    const isKnown = attributes.user.name === 'system:serviceaccount:default:deployer'
    return isKnown ? { verdict: 'allow', reason: 'known' } : { verdict: 'noOpinion', reason: 'unknown' }
  },
  rulesFor: async () => ({ resourceRules: [], nonResourceRules: [], isIncomplete: true }),
}

beforeEach(async () => {
  asked = []
  test = await startTestServer({ strategies: undefined, authorizers: [slow] })
})

afterEach(async () => {
  await test[Symbol.asyncDispose]()
})

const rule = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }
const create = (name: string) => test.client.create(configMaps, { metadata: { name, namespace: 'default' } })

async function enforce(expression: string, messageExpression?: string): Promise<void> {
  const validations = [{ expression, ...(messageExpression ? { messageExpression } : {}) }]
  const spec = { matchConstraints: { resourceRules: [rule] }, validations }
  await test.client.create(validatingAdmissionPolicies, { metadata: { name: 'p' }, spec })
  await test.client.create(validatingAdmissionPolicyBindings, {
    metadata: { name: 'p' },
    spec: { policyName: 'p', validationActions: ['Deny'] },
  })
}

const account = (name: string): string =>
  `authorizer.serviceAccount("default", "${name}").group("").resource("configmaps").namespace("default")`

describe('expressions that ask an authorizer', () => {
  it('wait for the answer, and ask each question once', async () => {
    const check = `${account('deployer')}.check("get")`
    await enforce(`${check}.allowed() && ${check}.reason() == "known"`)
    await create('a')
    expect(asked.filter(({ verb, user }) => verb === 'get' && user.name.endsWith(':deployer'))).toEqual([
      expect.objectContaining({
        user: {
          name: 'system:serviceaccount:default:deployer',
          groups: ['system:serviceaccounts', 'system:serviceaccounts:default'],
        },
        isResourceRequest: true,
        ...{ group: '', version: '*', resource: 'configmaps', namespace: 'default', name: '' },
      }),
    ])
  })

  it('see where somebody could not be asked', async () => {
    const check = `${account('deployer')}.check("fail")`
    await enforce(`!${check}.allowed() && ${check}.error() == "not there"`)
    await create('a')
  })

  it('refuse what is not allowed', async () => {
    await enforce(`${account('stranger')}.check("get").allowed()`)
    await expect(create('a')).rejects.toMatchObject({ code: 422 })
  })

  it('know the resource of the request', async () => {
    await enforce('authorizer.requestResource.check("rename").allowed() && request.name != "b"')
    await create('a')
    await expect(create('b')).rejects.toMatchObject({ code: 422 })
  })

  it('are told that it failed', async () => {
    const check = `${account('x')}.check("panic")`
    await enforce(`${check}.errored() && ${check}.error() == "out of order"`)
    await expect(create('a')).resolves.toBeDefined()
  })

  it('do not stand in messages', async () => {
    await expect(enforce('true', 'authorizer.path("/healthz").check("get").reason()')).rejects.toMatchObject({
      code: 422,
      message: expect.stringContaining(
        'spec.validations[0].messageExpression: Invalid value: "authorizer.path(\\"/healthz\\").check(\\"get\\").reason()": compilation failed: ERROR: <input>:1:1: undeclared reference to \'authorizer\' (in container \'\')',
      ),
    })
  })

  it('decide whether webhooks are asked', async () => {
    const only = (verb: string) => [
      { name: 'allowed', expression: `${account('stranger')}.check("${verb}").allowed()` },
    ]
    await test.client.create(validatingWebhookConfigurations, {
      metadata: { name: 'hooks' },
      webhooks: [
        {
          name: 'check.example.com',
          clientConfig: { url: 'https://127.0.0.1:1/x' },
          ...{ rules: [rule], sideEffects: 'None', admissionReviewVersions: ['v1'] },
          matchConditions: only('get'),
        },
      ],
    })
    await expect(create('a')).resolves.toBeDefined()
  })
})

describe('match conditions of webhooks', () => {
  it.each([
    ['object.', 'x', 'expression: Invalid value: "object.": compilation failed: ERROR: <input>:1:8: Syntax'],
    ['"text"', 'x', 'expression: Invalid value: "\\"text\\"": must evaluate to bool but got string'],
    ['true', '_x_', 'name: Invalid value: "_x_": name part must consist of alphanumeric characters'],
  ])('are refused as they are written: %s', async (expression, name, message) => {
    const webhook = {
      name: 'check.example.com',
      clientConfig: { url: 'https://127.0.0.1:1/x' },
      ...{ rules: [rule], sideEffects: 'None', admissionReviewVersions: ['v1'] },
      matchConditions: [{ name, expression }],
    }
    const written = test.client.create(validatingWebhookConfigurations, {
      metadata: { name: 'hooks' },
      webhooks: [webhook],
    })
    await expect(written).rejects.toThrow(`webhooks[0].matchConditions[0].${message}`)
  })
})
