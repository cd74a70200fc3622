import { describe, expect, it } from 'vitest'
import { customResourceDefinitionStrategy } from '../../registry/apiextensions/customresourcedefinition/customresourcedefinition-strategy.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'
import { testStrategies } from '../../testing/test-strategies.ts'

const path = (version: string): string => `/apis/apiextensions.k8s.io/${version}/customresourcedefinitions`
const crontabs = '/apis/stable.example.com/v1/namespaces/default/crontabs'

/** As the documentation of Kubernetes 1.11 has it. */
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1beta1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'crontabs.stable.example.com' },
  spec: {
    group: 'stable.example.com',
    version: 'v1',
    scope: 'Namespaced',
    names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab', shortNames: ['ct'] },
    subresources: { status: {} },
    additionalPrinterColumns: [{ name: 'Spec', type: 'string', JSONPath: '.spec.cronSpec' }],
    validation: {
      openAPIV3Schema: {
        properties: { spec: { properties: { cronSpec: { type: 'string', pattern: '^[*0-9 ]+$' } } } },
      },
    },
  },
}

async function start(): Promise<TestServer> {
  return startTestServer({ strategies: [...testStrategies, customResourceDefinitionStrategy as never] })
}

const post = (test: TestServer, body: object): Promise<unknown> =>
  test.transport.request({ method: 'POST', path: path('v1beta1'), body })

describe('definitions of v1beta1', () => {
  it('define resources whose fields stay though no schema knows them', async () => {
    await using test = await start()
    expect(await post(test, definition)).toMatchObject({
      apiVersion: 'apiextensions.k8s.io/v1beta1',
      spec: { ...definition.spec, preserveUnknownFields: true },
    })
    await expect
      .poll(() => test.transport.request({ method: 'GET', path: crontabs }).catch(() => undefined))
      .toBeDefined()
    const cronTab = (cronSpec: string): object => ({
      ...{ apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name: 'a' } },
      spec: { cronSpec, image: 'any' },
    })
    await test.transport.request({ method: 'POST', path: crontabs, body: cronTab('* * 5') })
    expect(await test.transport.request({ method: 'GET', path: `${crontabs}/a` })).toMatchObject({
      spec: { cronSpec: '* * 5', image: 'any' },
    })
    await expect(
      test.transport.request({ method: 'POST', path: crontabs, body: cronTab('x') }),
    ).rejects.toThrow("spec.cronSpec in body should match '^[*0-9 ]+$'")
  })

  it('are v1 definitions as well', async () => {
    await using test = await start()
    await post(test, definition)
    const item = `${path('v1')}/crontabs.stable.example.com`
    const kept = (await test.transport.request({ method: 'GET', path: item })) as typeof definition
    expect(kept).toMatchObject({
      apiVersion: 'apiextensions.k8s.io/v1',
      spec: {
        preserveUnknownFields: true,
        versions: [
          {
            ...{ name: 'v1', served: true, storage: true, subresources: { status: {} } },
            additionalPrinterColumns: [{ name: 'Spec', type: 'string', jsonPath: '.spec.cronSpec' }],
          },
        ],
      },
    })
    expect(kept.spec).not.toHaveProperty('validation')
    await expect
      .poll(() => test.transport.request({ method: 'GET', path: item }))
      .toMatchObject({
        status: {
          conditions: expect.arrayContaining([
            expect.objectContaining({ type: 'NonStructuralSchema', status: 'True', reason: 'Violations' }),
          ]),
        },
      })
  })

  it.each([
    [
      { versions: [{ name: 'v2', served: true, storage: true }] },
      'spec.version: Invalid value: "v1": must match the first version in spec.versions',
    ],
    [
      { preserveUnknownFields: false },
      'spec.versions[0].schema.openAPIV3Schema.type: Required value: must not be empty at the root',
    ],
    [
      { validation: { openAPIV3Schema: { properties: { a: { default: 1 } } } } },
      'must not be set unless spec.preserveUnknownFields is false',
    ],
  ])('are refused with %j', async (change, message) => {
    await using test = await start()
    await expect(post(test, { ...definition, spec: { ...definition.spec, ...change } })).rejects.toThrow(
      message,
    )
  })
})
