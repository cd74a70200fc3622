import {
  type MutatingAdmissionPolicySpec,
  mutatingAdmissionPolicies,
  mutatingAdmissionPolicyBindings,
} from '@knarr/api/admissionregistration/v1'
import { deployments } from '@knarr/api/apps/v1'
import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ListeningServer, startListeningServer } from '../../../testing/http-test-client.ts'

const resourceRules = [
  { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] },
]

let server: ListeningServer

beforeEach(async () => {
  server = await startListeningServer({ strategies: undefined })
})

afterEach(async () => {
  await server[Symbol.asyncDispose]()
})

async function enforce(
  expressions: readonly string[],
  more: Partial<MutatingAdmissionPolicySpec> = {},
  name = 'm',
): Promise<void> {
  const mutations = expressions.map((expression) => ({ patchType: 'JSONPatch', jsonPatch: { expression } }))
  await server.test.client.create(mutatingAdmissionPolicies, {
    metadata: { name },
    spec: { matchConstraints: { resourceRules }, mutations, reinvocationPolicy: 'Never', ...more },
  })
  await server.test.client.create(mutatingAdmissionPolicyBindings, {
    metadata: { name: `${name}-binding` },
    spec: { policyName: name },
  })
}

const create = (name: string, data: Record<string, string> = { a: '1' }): Promise<ConfigMap> =>
  server.test.client.create(configMaps, { metadata: { name, namespace: 'default' }, data })

describe('a mutating admission policy', () => {
  it('patches what is written, one mutation after the other', async () => {
    await enforce([
      '[JSONPatch{op: "add", path: "/data/" + jsonpatch.escapeKey("b"), value: "2"}]',
      '[JSONPatch{op: "add", path: "/data/count", value: string(object.data.size())}]',
    ])
    expect((await create('x')).data).toEqual({ a: '1', b: '2', count: '2' })
  })

  it('can use variables, and is left alone where conditions do not hold', async () => {
    await enforce(
      ['variables.isNew ? [JSONPatch{op: "add", path: "/data/by", value: request.operation}] : []'],
      {
        variables: [{ name: 'isNew', expression: 'oldObject == null' }],
        matchConditions: [{ name: 'named', expression: 'object.metadata.name != "y"' }],
      },
    )
    expect((await create('x')).data).toEqual({ a: '1', by: 'CREATE' })
    expect((await create('y')).data).toEqual({ a: '1' })
  })

  it('refuses where it fails, unless failures are to be ignored', async () => {
    const expression = '[JSONPatch{op: "add", path: "/data/b", value: object.data.missing}]'
    await enforce([expression], { failurePolicy: 'Ignore' }, 'lenient')
    await create('x')
    await enforce([expression])
    await expect(create('y')).rejects.toMatchObject({
      message:
        `configmaps "y" is forbidden: policy 'm' with binding 'm-binding' denied request: ` +
        `expression '${expression}' resulted in error: no such key: missing`,
    })
  })

  it('is seen again only where it asks for that', async () => {
    const grow = '[JSONPatch{op: "add", path: "/data/n" + string(object.data.size()), value: ""}]'
    await enforce([grow], { reinvocationPolicy: 'IfNeeded' })
    expect((await create('x')).data).toEqual({ a: '1', n1: '', n2: '' })
  })
})

describe('an apply configuration', () => {
  const apply = (expression: string) => {
    const mutations = [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }]
    const resources = ['deployments', 'configmaps']
    const rules = [{ operations: ['CREATE'], apiGroups: ['', 'apps'], apiVersions: ['v1'], resources }]
    return enforce([], { mutations, matchConstraints: { resourceRules: rules } })
  }
  const deploy = () =>
    server.test.client.create(deployments, {
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'main', image: 'main:1', env: [{ name: 'A', value: '1' }] }] },
        },
      },
    })
  const inPod = (fields: string) =>
    `Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{${fields}}}}}`

  it('is merged by the schema of the kind: items by their keys', async () => {
    const container = 'Object.spec.template.spec.containers{'
    await apply(
      inPod(
        `containers: [${container}name: "main", env: [${container.replace('{', '.env{')}name: "B", value: "2"}]},` +
          `${container}name: object.metadata.name + "-proxy", image: "proxy:1"}]`,
      ),
    )
    const { spec } = await deploy()
    expect(spec.template.spec?.containers).toMatchObject([
      {
        ...{ name: 'main', image: 'main:1', terminationMessagePath: '/dev/termination-log' },
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
      { name: 'web-proxy', image: 'proxy:1', terminationMessagePath: '/dev/termination-log' },
    ])
  })

  it('can leave fields out, and set entries of maps', async () => {
    await apply('Object{metadata: Object.metadata{labels: {"a/b": "1"}, ?name: optional.none()}}')
    expect((await create('x')).metadata).toMatchObject({ name: 'x', labels: { 'a/b': '1' } })
  })

  it.each([
    [
      'Object{spec: Object.spec{selector: Object.spec.wrong{}}}',
      'type mismatch: unexpected type name "Object.spec.wrong", expected "Object.spec.selector", which matches field name path from root Object type',
    ],
    [
      'Object{spec: Object.spec{size: 3}}',
      'error applying patch: failed to convert patch object to typed object: .spec.size: field not declared in schema',
    ],
    [
      inPod('containers: [Object.spec.template.spec.containers{name: "main", args: ["x"]}]'),
      'error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ' +
        '.spec.template.spec.containers[0].args',
    ],
  ])('is refused for %s', async (expression, message) => {
    await apply(expression)
    await expect(deploy()).rejects.toMatchObject({
      code: 403,
      message: `deployments.apps "web" is forbidden: policy 'm' with binding 'm-binding' denied request: ${message}`,
    })
  })

  it('is nothing but an Object', async () => {
    await expect(apply('object.spec')).rejects.toThrow(
      'spec.mutations[0].applyConfiguration.expression: Invalid value: "object.spec": must evaluate to Object but got dyn',
    )
  })
})
