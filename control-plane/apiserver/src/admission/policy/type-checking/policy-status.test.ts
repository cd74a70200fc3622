import {
  type ValidatingAdmissionPolicy,
  validatingAdmissionPolicies,
} from '@knarr/api/admissionregistration/v1'
import type { Draft } from '@knarr/machinery'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'

let test: TestServer
let count = 0

beforeAll(async () => {
  test = await startTestServer({ strategies: undefined as never })
  await test.transport.request({
    ...{ method: 'POST', path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions' },
    body: {
      ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
      metadata: { name: 'widgets.example.com' },
      spec: {
        ...{ group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' } },
        versions: [
          {
            ...{ name: 'v1', served: true, storage: true },
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
              },
            },
          },
        ],
      },
    },
  })
})
afterAll(() => test[Symbol.asyncDispose]())

const rule = (group: string, version: string, ...resources: string[]): object => ({
  ...{ apiGroups: [group], apiVersions: [version], operations: ['*'], resources },
})

interface Case {
  readonly rules?: object[]
  readonly expression?: string
  readonly messageExpression?: string
  readonly variables?: object[]
  readonly paramKind?: object
}

/** What is said of the policy in its status. */
async function judged({ rules = [rule('apps', 'v1', 'deployments')], expression = 'true', ...more }: Case) {
  const name = `policy-${++count}`
  const { messageExpression, ...spec } = more
  await test.client.create(validatingAdmissionPolicies, {
    metadata: { name },
    spec: {
      matchConstraints: { resourceRules: rules },
      validations: [{ expression, ...(messageExpression ? { messageExpression } : {}) }],
      ...spec,
    },
  } as Draft<ValidatingAdmissionPolicy>)
  const read = () => test.client.get(validatingAdmissionPolicies, { namespace: '', name })
  await expect.poll(async () => (await read()).status?.observedGeneration).toBe(1)
  return (await read()).status?.typeChecking?.expressionWarnings
}

describe('type checking of a policy', () => {
  it.each<[string, Case]>([
    ['fits', { expression: 'object.spec.replicas > 1 && object.metadata.labels["a"] == "b"' }],
    ['is of all kinds', { rules: [rule('*', '*', '*')], expression: 'object.spec.nothing == 1' }],
    [
      'is of a subresource',
      { rules: [rule('apps', 'v1', 'deployments/scale')], expression: 'object.nothing == 1' },
    ],
    [
      'is of a kind there is not',
      { rules: [rule('apps', 'v9', 'deployments')], expression: 'object.nothing == 1' },
    ],
    [
      'looks at the request',
      { expression: 'request.userInfo.groups.exists(g, g == "a") && !request.dryRun' },
    ],
    ['asks for access', { expression: 'authorizer.requestResource.check("get").allowed()' }],
    ['looks at the namespace', { expression: 'namespaceObject.metadata.labels["a"] == "b"' }],
    [
      'looks into what holds itself',
      {
        rules: [rule('apiextensions.k8s.io', 'v1', 'customresourcedefinitions')],
        expression: 'object.spec.versions.all(v, v.schema.openAPIV3Schema.not.not.type == "object")',
      },
    ],
  ])('says nothing of one that %s', async (_name, one) => {
    expect(await judged(one)).toBeUndefined()
  })

  it('says where which expression does not fit which kind', async () => {
    const warnings = await judged({
      rules: [rule('apps', 'v1', 'statefulsets', 'deployments'), rule('', 'v1', 'pods')],
      expression: 'object.spec.replicas > "1"',
      messageExpression: 'string(object.spec.foo)',
    })
    expect(warnings?.map(({ fieldRef }) => fieldRef)).toEqual([
      ...['spec.validations[0].expression', 'spec.validations[0].messageExpression'],
    ])
    const [first = '', second = ''] = (warnings ?? []).map(({ warning }) => warning)
    expect(first).toMatch(/^\/v1, Kind=Pod: ERROR: <input>:1:12: undefined field 'replicas'\n/)
    expect(first).toContain(
      "apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_>_' applied to '(int, string)'",
    )
    expect(first.indexOf('Kind=Deployment')).toBeLessThan(first.indexOf('Kind=StatefulSet'))
    expect(second).toContain("undefined field 'foo'")
  })

  it('knows custom kinds, as objects and as parameters, and variables', async () => {
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget' }
    const rules = [rule('example.com', 'v1', 'widgets')]
    expect(
      await judged({ rules, expression: 'object.spec.size > 1 && object.metadata.name != ""' }),
    ).toBeUndefined()
    const wrong = await judged({ rules, expression: 'object.spec.sizes > 1' })
    expect(wrong?.[0]?.warning).toMatch(
      /^example.com\/v1, Kind=Widget: ERROR: <input>:1:12: undefined field 'sizes'/,
    )
    const params = await judged({ paramKind: widget, expression: 'object.spec.replicas < params.spec.max' })
    expect(params?.[0]?.warning).toContain("undefined field 'max'")
    const variables = [{ name: 'wanted', expression: 'object.spec.replicas' }]
    expect(await judged({ variables, expression: 'variables.wanted > 1' })).toBeUndefined()
    expect((await judged({ variables, expression: 'variables.wanted == "a"' }))?.[0]?.warning).toContain(
      "'(int, string)'",
    )
  })

  it('is made anew when the policy is changed', async () => {
    expect(await judged({ expression: 'object.spec.foo == 1' })).toHaveLength(1)
    const key = { namespace: '', name: `policy-${count}` }
    const patch = { spec: { validations: [{ expression: 'true' }] } }
    await test.client.patch(validatingAdmissionPolicies, key, { type: 'merge', patch })
    await expect
      .poll(async () => (await test.client.get(validatingAdmissionPolicies, key)).status)
      .toEqual({ observedGeneration: 2, typeChecking: {} })
  })
})
