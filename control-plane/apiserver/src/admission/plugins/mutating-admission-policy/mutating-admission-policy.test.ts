import {
  type MutatingAdmissionPolicySpec,
  mutatingAdmissionPolicies,
  mutatingAdmissionPolicyBindings,
} from '@knarr/api/admissionregistration/v1'
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
