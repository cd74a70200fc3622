import {
  type ValidatingWebhookConfiguration,
  validatingWebhookConfigurations,
} from '@knarr/api/admissionregistration/v1'
import type { Draft, KubeObject } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { startWebhookServer, type WebhookServer } from '../../testing/webhook-server.ts'
import { type CustomServer, startServerWith, widgetDefinition } from '../testing/custom-server.ts'

interface Review {
  readonly desiredAPIVersion: string
  readonly objects: KubeObject[]
}

type Convert = (object: KubeObject, to: string) => object

const text = { type: 'string' }
const versionWith = (properties: object): object => ({
  selectableFields: Object.keys(properties).map((name) => ({ jsonPath: `.spec.${name}` })),
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties, required: Object.keys(properties) } },
    },
  },
})

/** Asks the hook to admit widgets of v1. */
const admissionOf = ({ url, caBundle }: WebhookServer): Draft<ValidatingWebhookConfiguration> => ({
  metadata: { name: 'hooks' },
  webhooks: [
    {
      ...{ name: 'check.example.com', clientConfig: { url, caBundle } },
      ...{ sideEffects: 'None', admissionReviewVersions: ['v1'] },
      rules: [
        {
          ...{ operations: ['CREATE'], resources: ['widgets'] },
          ...{ apiGroups: ['example.com'], apiVersions: ['v1'] },
        },
      ],
    },
  ],
})

/** `host` and `port` of v1 are one `address` in v2. */
const split: Convert = (object, to) => {
  const { host, port, address = '' } = (object as unknown as { spec: Record<string, string> }).spec
  const [first, second] = address.split(':')
  const spec = to.endsWith('/v2') ? { address: `${host}:${port}` } : { host: first, port: second }
  return { ...object, apiVersion: to, spec }
}

async function open(convert: Convert, kinds?: 'all'): Promise<{ hook: WebhookServer; server: CustomServer }> {
  const hook = await startWebhookServer((request) => {
    if ('operation' in request) return { allowed: true }
    const { desiredAPIVersion, objects } = request as unknown as Review
    try {
      const convertedObjects = objects.map((object) => convert(object, desiredAPIVersion))
      return { convertedObjects, result: { status: 'Success' } } as never
    } catch (error) {
      return String(error)
    }
  })
  const definition = widgetDefinition([
    versionWith({ host: text, port: text }),
    versionWith({ address: text }),
  ])
  const webhook = {
    clientConfig: { url: hook.url, caBundle: hook.caBundle },
    conversionReviewVersions: ['v1'],
  }
  const { spec } = definition as { spec: object }
  const server = await startServerWith(
    {
      ...definition,
      spec: { ...spec, conversion: { strategy: 'Webhook', webhook } },
    },
    kinds && { strategies: undefined as never },
  )
  return { hook, server }
}

const v2 = '/apis/example.com/v2/namespaces/default/widgets'
const widget = (name: string, version: string, spec: object): object => ({
  ...{ apiVersion: `example.com/${version}`, kind: 'Widget', metadata: { name }, spec },
})

/** Watches; `names` are those of the first objects it tells of. */
async function watchNames(
  { test: { transport } }: CustomServer,
  path: string,
  { count, query }: { count: number; query: Record<string, string> },
): Promise<{ names: Promise<string[]> }> {
  const watch = await transport.watch({ method: 'GET', path, query: { ...query, watch: 'true' } })
  const read = async (): Promise<string[]> => {
    const seen: string[] = []
    for await (const events of watch) {
      seen.push(...events.map(({ object }) => (object as unknown as KubeObject).metadata.name))
      if (seen.length >= count) break
    }
    return seen
  }
  return { names: read() }
}

describe('a conversion webhook', () => {
  it('converts what is read and written in another version, lists in one review', async () => {
    const { hook, server } = await open(split)
    await using _ = hook
    await using __ = server
    const { transport, store } = server.test
    await server.create(widget('a', 'v1', { host: 'one', port: '1' }))
    const created = await transport.request({
      ...{ method: 'POST', path: v2, body: widget('b', 'v2', { address: 'two:2' }) },
    })
    expect(created).toMatchObject({ apiVersion: 'example.com/v2', spec: { address: 'two:2' } })
    expect(await server.get('b')).toMatchObject({
      apiVersion: 'example.com/v1',
      spec: { host: 'two', port: '2' },
    })
    const { items } = await store.range('/registry/example.com/', '/registry/example.com0')
    expect(items.map(({ value }) => JSON.parse(Buffer.from(value).toString()).apiVersion)).toEqual([
      'example.com/v1',
      'example.com/v1',
    ])
    const before = hook.requests.length
    await transport.request({ method: 'PUT', path: `${v2}/a`, body: await changed(server) })
    expect(await server.get('a')).toMatchObject({
      spec: { host: 'three', port: '3' },
      metadata: { generation: 2 },
    })
    const list = await transport.request({ method: 'GET', path: v2 })
    expect(list).toMatchObject({ items: [{ spec: { address: 'three:3' } }, { spec: { address: 'two:2' } }] })
    expect(hook.requests.length - before).toBeLessThanOrEqual(3)
    const told = await transport.request({ method: 'GET', path: '/metrics' })
    expect(String(told)).toMatch(
      /^apiserver_crd_conversion_webhook_duration_seconds_count\{crd_name="widgets.example.com",from_version="v1",succeeded="true",to_version="v2"\} \d/m,
    )
  })

  it('has lists and watches select by the fields of the version asked for', async () => {
    const { hook, server } = await open(split)
    await using _ = hook
    await using __ = server
    const { transport } = server.test
    const chosen = { fieldSelector: 'spec.address=one:1' }
    const watched = await watchNames(server, v2, { count: 2, query: chosen })
    await server.create(widget('a', 'v1', { host: 'one', port: '1' }))
    await server.create(widget('b', 'v1', { host: 'two', port: '2' }))
    await transport.request({ method: 'POST', path: v2, body: widget('c', 'v2', { address: 'one:1' }) })
    expect(await watched.names).toEqual(['a', 'c'])
    const list = await transport.request({ method: 'GET', path: v2, query: chosen })
    expect(list).toMatchObject({ items: [{ metadata: { name: 'a' } }, { metadata: { name: 'c' } }] })
    const older = { fieldSelector: 'spec.host=two' }
    const v1 = await transport.request({ method: 'GET', path: v2.replace('v2', 'v1'), query: older })
    expect(v1).toMatchObject({ items: [{ metadata: { name: 'b' } }] })
  })

  it('picks what was converted while watches of several versions saw it come', async () => {
    const { hook, server } = await open(split)
    await using _ = hook
    await using __ = server
    const { transport } = server.test
    const chosen = { fieldSelector: 'spec.address=one:1' }
    const watches = [
      await watchNames(server, v2, { count: 12, query: chosen }),
      await watchNames(server, v2, { count: 12, query: {} }),
      await watchNames(server, v2.replace('v2', 'v1'), { count: 12, query: {} }),
    ]
    const names = Array.from({ length: 12 }, (_, index) => `w${index}`)
    for (const name of names)
      await transport.request({ method: 'POST', path: v2, body: widget(name, 'v2', { address: 'one:1' }) })
    const list = await transport.request<{ items: KubeObject[] }>({ method: 'GET', path: v2, query: chosen })
    expect(list.items.map(({ metadata }) => metadata.name).sort()).toEqual([...names].sort())
    for (const watched of watches) expect(await watched.names).toEqual(names)
  })

  it('shows what is deleted, or no longer picked, as it was in the version asked for', async () => {
    const { hook, server } = await open(split)
    await using _ = hook
    await using __ = server
    const { transport } = server.test
    const chosen = { fieldSelector: 'spec.address=one:1' }
    for (const name of ['a', 'b']) await server.create(widget(name, 'v1', { host: 'one', port: '1' }))
    const watch = await transport.watch({ method: 'GET', path: v2, query: { ...chosen, watch: 'true' } })
    const patch = { spec: { host: 'three' } }
    await transport.request({
      ...{ method: 'PATCH', path: `${v2.replace('v2', 'v1')}/a`, body: patch },
      contentType: 'application/merge-patch+json',
    })
    await transport.request({ method: 'DELETE', path: `${v2}/b` })
    const seen: object[] = []
    for await (const events of watch) {
      seen.push(...events)
      if (seen.length >= 4) break
    }
    const left = (name: string): object => ({
      type: 'DELETED',
      object: { apiVersion: 'example.com/v2', metadata: { name }, spec: { address: 'one:1' } },
    })
    expect(seen.slice(2)).toMatchObject([left('a'), left('b')])
  })

  it('shows an admission webhook what is written in the version its rules name', async () => {
    const { hook, server } = await open(split, 'all')
    await using _ = hook
    await using __ = server
    await server.test.client.create(validatingWebhookConfigurations, admissionOf(hook))
    await server.test.transport.request({
      ...{ method: 'POST', path: v2, body: widget('b', 'v2', { address: 'two:2' }) },
    })
    expect(hook.requests.find((request) => 'operation' in request)).toMatchObject({
      object: { apiVersion: 'example.com/v1', spec: { host: 'two', port: '2' } },
    })
  })

  it.each<[string, Convert, string]>([
    [
      'fails',
      () => {
        throw new Error('broken')
      },
      'conversion webhook for example.com/v1, Kind=Widget failed: Post "https://127.0.0.1:',
    ],
    [
      'answers another version',
      (object) => object,
      'conversion webhook for example.com/v1, Kind=Widget returned invalid converted object at index 0: invalid groupVersion (expected example.com/v2, received example.com/v1)',
    ],
    [
      'renames',
      (object, apiVersion) => ({ ...object, apiVersion, metadata: { ...object.metadata, name: 'x' } }),
      'returned invalid converted object at index 0: must have the same name: a != x',
    ],
  ])('that %s is an error of the reader', async (_name, convert, message) => {
    const { hook, server } = await open(convert)
    await using _ = hook
    await using __ = server
    await server.create(widget('a', 'v1', { host: 'one', port: '1' }))
    await expect(server.test.transport.request({ method: 'GET', path: `${v2}/a` })).rejects.toThrow(message)
    expect(await server.get('a')).toMatchObject({ spec: { host: 'one' } })
  })
})

async function changed(server: CustomServer): Promise<object> {
  const path = `${v2}/a`
  const object = (await server.test.transport.request({ method: 'GET', path })) as KubeObject
  return { ...object, spec: { address: 'three:3' } }
}
