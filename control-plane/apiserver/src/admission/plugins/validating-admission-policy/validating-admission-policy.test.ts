import {
  type MatchResources,
  type ValidatingAdmissionPolicyBindingSpec,
  type ValidatingAdmissionPolicySpec,
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
} from '@knarr/api/admissionregistration/v1'
import { type ConfigMap, configMaps, secrets } from '@knarr/api/core/v1'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ListeningServer, startListeningServer } from '../../../testing/http-test-client.ts'

const matchConstraints: MatchResources = {
  resourceRules: [
    { operations: ['CREATE', 'UPDATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] },
  ],
}

let server: ListeningServer

beforeEach(async () => {
  server = await startListeningServer({ strategies: undefined })
})

afterEach(async () => {
  await server[Symbol.asyncDispose]()
})

/** A policy and a binding of it, in force once a write is judged by it. */
async function enforce(
  policy: Partial<ValidatingAdmissionPolicySpec>,
  binding: Partial<ValidatingAdmissionPolicyBindingSpec> = {},
  name = 'p',
): Promise<void> {
  const spec = { matchConstraints, ...policy }
  await server.test.client.create(validatingAdmissionPolicies, { metadata: { name }, spec })
  await server.test.client.create(validatingAdmissionPolicyBindings, {
    metadata: { name: `${name}-binding` },
    spec: { policyName: name, validationActions: ['Deny'], ...binding },
  })
}

const create = (name: string, data: Record<string, string> = {}, labels = {}): Promise<ConfigMap> =>
  server.test.client.create(configMaps, { metadata: { name, namespace: 'default', labels }, data })

async function refusal(write: Promise<unknown>): Promise<object> {
  const error = await write.then(
    () => undefined,
    (reason: { status?: object }) => reason,
  )
  return error?.status ?? {}
}

describe('a validating admission policy', () => {
  it('refuses what its expressions do not hold for', async () => {
    await enforce({ validations: [{ expression: 'object.data.size() < 2' }] })
    await create('fine', { a: '1' })
    expect(await refusal(create('large', { a: '1', b: '2' }))).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message:
        `configmaps "large" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p-binding' denied request: ` +
        'failed expression: object.data.size() < 2',
    })
  })

  it.each([
    ['a message', { message: ' too many ' }, 'too many'],
    ['an expression', { messageExpression: '"has " + string(object.data.size())', message: 'no' }, 'has 2'],
    [
      'its message where the expression fails',
      { messageExpression: 'string(object.x)', message: 'no' },
      'no',
    ],
  ])('tells why by %s', async (_, words, message) => {
    await enforce({ validations: [{ expression: 'object.data.size() < 2', reason: 'Forbidden', ...words }] })
    expect(await refusal(create('large', { a: '1', b: '2' }))).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message: expect.stringMatching(new RegExp(`denied request: ${message}$`)),
    })
  })

  it('can use variables, the old object, the namespace and the request', async () => {
    await enforce({
      variables: [
        { name: 'added', expression: 'object.data.size() - (oldObject == null ? 0 : oldObject.data.size())' },
        { name: 'isGrown', expression: 'variables.added > 1' },
      ],
      validations: [
        {
          expression:
            '!variables.isGrown || namespaceObject.metadata.name != "default" || request.userInfo.username == ""',
          messageExpression: 'request.operation + " adds " + string(variables.added)',
        },
      ],
    })
    const made = await create('a', { a: '1' })
    const grown = { ...made, data: { a: '1', b: '2', c: '3' } }
    expect(await refusal(server.test.client.update(configMaps, grown))).toMatchObject({
      message: expect.stringContaining('denied request: UPDATE adds 2'),
    })
  })

  it('refuses where an expression fails, unless failures are to be ignored', async () => {
    await enforce(
      { validations: [{ expression: 'object.data.x == "1"' }], failurePolicy: 'Ignore' },
      {},
      'lenient',
    )
    await create('a', { y: '1' })
    await enforce({ validations: [{ expression: 'object.data.x == "1"' }] })
    expect(await refusal(create('b', { y: '1' }))).toMatchObject({
      message: expect.stringContaining(
        `denied request: expression 'object.data.x == "1"' resulted in error: no such key: x`,
      ),
    })
  })

  it('leaves alone what its conditions, excluded rules and bindings do not mean', async () => {
    const denyAll = { validations: [{ expression: 'false' }] }
    await enforce(
      { ...denyAll, matchConditions: [{ name: 'b', expression: 'object.metadata.name == "b"' }] },
      {},
      'c',
    )
    const only = { objectSelector: { matchLabels: { watch: 'me' } } }
    await enforce(denyAll, { matchResources: only }, 'bound')
    const excludeResourceRules = [
      { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] },
    ]
    await enforce(
      { ...denyAll, matchConstraints: { ...matchConstraints, excludeResourceRules } },
      {},
      'nothing',
    )
    await create('a')
    expect(await refusal(create('b'))).toMatchObject({ message: expect.stringContaining("'c-binding'") })
    expect(await refusal(create('d', {}, { watch: 'me' }))).toMatchObject({
      message: expect.stringContaining("'bound-binding'"),
    })
  })

  it('is evaluated with its parameters', async () => {
    await create('limit', { max: '1' })
    const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' }
    const conditions = [{ name: 'others', expression: 'object.metadata.name != "limit"' }]
    await enforce(
      {
        paramKind,
        matchConditions: conditions,
        validations: [{ expression: 'object.data.size() <= int(params.data.max)' }],
      },
      { paramRef: { name: 'limit', namespace: 'default', parameterNotFoundAction: 'Deny' } },
    )
    await create('a', { x: '1' })
    expect(await refusal(create('b', { x: '1', y: '2' }))).toMatchObject({ code: 422 })
    await server.test.client.delete(configMaps, { namespace: 'default', name: 'limit' })
    expect(await refusal(create('c'))).toMatchObject({
      message: expect.stringContaining(
        'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
      ),
    })
  })

  it('only warns where the binding says so', async () => {
    await enforce(
      { validations: [{ expression: 'false', message: 'better not' }] },
      { validationActions: ['Warn'] },
    )
    const { code, headers } = await server.ask({
      method: 'POST',
      path: '/api/v1/namespaces/default/configmaps',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ metadata: { name: 'a' } }),
    })
    expect([code, headers.warning]).toEqual([
      201,
      `299 - "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'p-binding': better not"`,
    ])
  })

  it('does not stand in the way of other resources', async () => {
    await enforce({ validations: [{ expression: 'false' }] })
    await server.test.client.create(secrets, { metadata: { name: 'other', namespace: 'default' } })
  })

  it.each([
    [
      { expression: 'object.x +' },
      'spec.validations[0].expression: Invalid value: "object.x +": compilation failed: ERROR: <input>:1:11: Syntax error',
    ],
    [
      { expression: 'nobody' },
      "compilation failed: ERROR: <input>:1:1: undeclared reference to 'nobody' (in container '')",
    ],
    [
      { expression: '1 + 1' },
      'spec.validations[0].expression: Invalid value: "1 + 1": must evaluate to bool but got int',
    ],
    [
      { expression: 'true', messageExpression: '1' },
      'spec.validations[0].messageExpression: Invalid value: "1": must evaluate to string but got int',
    ],
    [{ expression: 'variables.nothing' }, "undefined field 'nothing'"],
  ])('is refused with %j', async (validation, message) => {
    expect(await refusal(enforce({ validations: [validation] }))).toMatchObject({
      code: 422,
      message: expect.stringContaining(message),
    })
  })
})
