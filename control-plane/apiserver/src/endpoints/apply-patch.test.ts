import type { KubeObject } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { type HttpAnswer, startListeningServer } from '../testing/http-test-client.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const path = '/apis/apps/v1/namespaces/default/deployments/web'

interface ApplyOptions {
  readonly manager?: string
  readonly force?: boolean
  readonly path?: string
}

interface Loose extends KubeObject {
  readonly spec: { replicas: number; template: { spec: { containers: object[] } } }
  readonly status?: { replicas?: number }
  readonly data?: Record<string, string>
}

async function apply(test: TestServer, body: object, options: ApplyOptions = {}): Promise<Loose> {
  const { manager = 'one', force, path: target = path } = options
  const query = { fieldManager: manager, ...(force ? { force: 'true' } : {}) }
  const headers = { 'content-type': 'application/apply-patch+yaml' }
  return (await test.transport.request({ method: 'PATCH', path: target, query, headers, body })) as Loose
}

const labels = { app: 'web' }
const container = { name: 'web', image: 'web:1' }

function deployment(spec: object = {}, containers: object[] = [container]): object {
  const template = { metadata: { labels }, spec: { containers } }
  const metadata = { name: 'web', namespace: 'default' }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: { selector: { matchLabels: labels }, template, ...spec },
  }
}

const configMap = (data: object): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c' },
  data,
})
const configMapPath = '/api/v1/namespaces/default/configmaps/c'

describe('server-side apply', () => {
  it('creates what is missing, and notes what was applied and nothing else', async () => {
    await using test = await startTestServer()
    const created = await apply(test, deployment({ replicas: 3 }))
    expect(created.metadata.managedFields).toEqual([
      {
        ...{ manager: 'one', operation: 'Apply', apiVersion: 'apps/v1', fieldsType: 'FieldsV1' },
        time: '2026-01-01T00:00:00Z',
        fieldsV1: {
          'f:spec': {
            'f:replicas': {},
            'f:selector': {},
            'f:template': {
              'f:metadata': { 'f:labels': { 'f:app': {} } },
              'f:spec': {
                'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:name': {}, 'f:image': {} } },
              },
            },
          },
        },
      },
    ])
  })

  it('writes nothing the second time', async () => {
    await using test = await startTestServer()
    await apply(test, deployment())
    const { revision } = test.store
    await apply(test, deployment())
    expect(test.store.revision).toBe(revision)
  })

  it('refuses to change what another manages, and takes it by force', async () => {
    await using test = await startTestServer()
    await apply(test, deployment({ replicas: 3 }))
    await expect(apply(test, deployment({ replicas: 5 }), { manager: 'two' })).rejects.toMatchObject({
      status: {
        code: 409,
        reason: 'Conflict',
        message: 'Apply failed with 1 conflict: conflict with "one": .spec.replicas',
        details: {
          causes: [
            { reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.spec.replicas' },
          ],
        },
      },
    })
    const forced = await apply(test, deployment({ replicas: 5 }), { manager: 'two', force: true })
    expect(forced.spec.replicas).toBe(5)
    const [one, two] = forced.metadata.managedFields ?? []
    expect(one?.fieldsV1).not.toHaveProperty(['f:spec', 'f:replicas'])
    expect(two?.fieldsV1).toHaveProperty(['f:spec', 'f:replicas'], {})
  })

  it('shares a field that both say the same of', async () => {
    await using test = await startTestServer()
    await apply(test, deployment({ replicas: 3 }))
    await apply(test, deployment({ replicas: 3 }), { manager: 'two' })
    const left = await apply(test, deployment())
    expect(left.spec.replicas).toBe(3)
    const gone = await apply(test, deployment(), { manager: 'two' })
    // Deployments have one replica unless somebody says otherwise.
    expect(gone.spec.replicas).toBe(1)
  })

  it('merges lists by their keys and removes items that are applied no longer', async () => {
    await using test = await startTestServer()
    await apply(test, deployment({}, [container, { name: 'side', image: 'side:1' }]))
    await test.transport.request({
      method: 'PATCH',
      path,
      headers: { 'content-type': 'application/json-patch+json' },
      body: [{ op: 'add', path: '/spec/template/spec/containers/0/env', value: [{ name: 'A', value: '1' }] }],
    })
    const after = await apply(test, deployment({}, [{ ...container, image: 'web:2' }]))
    const { containers } = after.spec.template.spec
    expect(containers).toHaveLength(1)
    expect(containers[0]).toMatchObject({ image: 'web:2', env: [{ name: 'A', value: '1' }] })
  })

  it('knows what a client without it has written', async () => {
    await using test = await startTestServer()
    const headers = { 'user-agent': 'kubectl/v1 (linux)' }
    const body = configMap({ a: '1', b: '2' })
    await test.transport.request({
      method: 'POST',
      path: '/api/v1/namespaces/default/configmaps',
      headers,
      body,
    })
    const conflict = apply(test, configMap({ a: '3', b: '4' }), { path: configMapPath })
    const manager = 'conflicts with "kubectl" using v1'
    await expect(conflict).rejects.toMatchObject({
      status: { message: `Apply failed with 2 conflicts: ${manager}:\n- .data.a\n- .data.b` },
    })
    const added = await apply(test, configMap({ c: '3' }), { path: configMapPath })
    expect(added.data).toEqual({ a: '1', b: '2', c: '3' })
  })

  it('writes the status through its own endpoint alone', async () => {
    await using test = await startTestServer()
    await apply(test, deployment({ replicas: 2 }))
    const status = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      status: { replicas: 2 },
    }
    const before = await apply(test, { ...deployment({ replicas: 2 }), status: { replicas: 9 } })
    expect(before.status?.replicas).toBeUndefined()
    const after = await apply(test, status, { manager: 'status', path: `${path}/status` })
    expect(after.status?.replicas).toBe(2)
    const entry = after.metadata.managedFields?.find(({ manager }) => manager === 'status')
    expect(entry).toMatchObject({ subresource: 'status', fieldsV1: { 'f:status': { 'f:replicas': {} } } })
  })

  it('owns of a create what was set, not what is always there', async () => {
    await using test = await startTestServer()
    const { namespace: _, ...metadata } = { name: 'web', namespace: '' }
    const body = { ...deployment(), metadata }
    const path = '/apis/apps/v1/namespaces/default/deployments'
    const created = (await test.transport.request({ method: 'POST', path, body })) as Loose
    const [entry] = created.metadata.managedFields ?? []
    expect(entry?.fieldsV1).toMatchObject({
      'f:spec': { 'f:template': { 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } } } },
    })
    for (const path of [
      ['f:spec'],
      ['f:spec', 'f:template'],
      ['f:spec', 'f:template', 'f:spec', 'f:containers'],
    ])
      expect(entry?.fieldsV1).not.toHaveProperty([...path, '.'])
  })

  it('removes an item that nobody else holds itself, with what others hold in it', async () => {
    await using test = await startTestServer()
    await apply(test, deployment({}, [{ ...container, ports: [{ containerPort: 80 }] }]))
    const ports = [{ containerPort: 80, name: 'web' }]
    await test.transport.request({
      ...{ method: 'PATCH', path, headers: { 'content-type': 'application/strategic-merge-patch+json' } },
      body: { spec: { template: { spec: { containers: [{ name: container.name, ports }] } } } },
    })
    const after = await apply(test, deployment({}, [{ ...container, ports: [{ containerPort: 81 }] }]))
    expect(after.spec.template.spec.containers).toMatchObject([{ ports: [{ containerPort: 81 }] }])
  })

  it('removes a struct with the last of its fields', async () => {
    await using test = await startTestServer()
    const livenessProbe = { httpGet: { port: 80 } }
    await apply(test, deployment({}, [{ ...container, livenessProbe }]))
    const after = await apply(test, deployment())
    expect(after.spec.template.spec.containers[0]).not.toHaveProperty('livenessProbe')
  })

  it.each([[[{}]], [[]]])('empties the managed fields of who asks for it with %j', async (managedFields) => {
    await using test = await startTestServer()
    await apply(test, deployment())
    const body = { metadata: { managedFields } }
    const headers = { 'content-type': 'application/merge-patch+json' }
    const patched = await test.transport.request({ method: 'PATCH', path, headers, body })
    expect((patched as KubeObject).metadata.managedFields).toBeUndefined()
    const applied = await apply(test, deployment({ replicas: 1 }), { manager: 'two', force: true })
    expect(applied.metadata.managedFields?.map(({ manager }) => manager)).toEqual([
      'two',
      'before-first-apply',
    ])
  })

  it.each([
    ['a kind of another name', { ...deployment(), kind: 'Pod' }, 400, /Incorrect kind|kind/],
    [
      'another version',
      { ...deployment(), apiVersion: 'apps/v2' },
      400,
      /Incorrect version specified in apply patch/,
    ],
    ['managed fields', { ...deployment(), metadata: { name: 'web', managedFields: [] } }, 400, /must be nil/],
    [
      'an unknown field',
      deployment({ foo: 1 }),
      500,
      /^failed to create typed patch object \(.*; apps\/v1, Kind=Deployment\): \.spec\.foo: field not declared in schema$/,
    ],
    ['what is not an object', [], 400, /error decoding YAML/],
  ])('refuses %s', async (_, body, code, message) => {
    await using test = await startTestServer()
    await expect(apply(test, body)).rejects.toMatchObject({
      status: { code, message: expect.stringMatching(message) },
    })
  })
})

describe('a key that stands twice in what is applied', () => {
  const why = 'error converting YAML to JSON: yaml: unmarshal errors:\n  line 7: key "a" already set in map'
  const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a: "1"\n  a: "2"\n'
  const applied = async (fieldValidation: string): Promise<HttpAnswer> => {
    await using server = await startListeningServer()
    return await server.ask({
      method: 'PATCH',
      path: `${configMapPath}?fieldManager=one&fieldValidation=${fieldValidation}`,
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body,
    })
  }

  it('is refused where the client is strict', async () => {
    const { code, json } = await applied('Strict')
    expect([code, json.message]).toEqual([400, `error strict decoding YAML: ${why}`])
  })

  it.each([
    ['Warn', 1],
    ['Ignore', 0],
  ])('counts with its last value for %s', async (fieldValidation, warnings) => {
    const { code, json, headers } = await applied(fieldValidation)
    expect([code, json.data]).toEqual([201, { a: '2' }])
    expect([headers['warning'] ?? []].flat()).toHaveLength(warnings)
  })
})
