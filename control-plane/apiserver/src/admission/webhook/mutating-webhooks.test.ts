import { type MutatingWebhook, mutatingWebhookConfigurations } from '@knarr/api/admissionregistration/v1'
import { configMaps } from '@knarr/api/core/v1'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'
import {
  patching,
  type ReviewHandler,
  startWebhookServer,
  type WebhookServer,
} from '../../testing/webhook-server.ts'
import type { AdmissionPlugin } from '../admission-plugin.ts'

const rule = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['configmaps'] }
const add = (path: string, value: unknown) => ({ op: 'add', path, value })

let hook: WebhookServer
let test: TestServer
let answer: ReviewHandler
let seen: number

/** A plugin of an embedder's, behind the webhooks. */
const counter: AdmissionPlugin = {
  name: 'Counter',
  handles: ({ resource }) => resource.plural === 'configmaps',
  admit() {
    seen++
  },
}

beforeEach(async () => {
  seen = 0
  answer = () => ({ allowed: true })
  hook = await startWebhookServer((request, path) => answer(request, path))
  test = await startTestServer({ strategies: undefined, admission: [counter] })
})

afterEach(async () => {
  await test[Symbol.asyncDispose]()
  await hook[Symbol.asyncDispose]()
})

const register = (...webhooks: (Partial<MutatingWebhook> & { name: string })[]) =>
  test.client.create(mutatingWebhookConfigurations, {
    metadata: { name: 'hooks' },
    webhooks: webhooks.map((more) => ({
      clientConfig: { url: `${hook.url}/${more.name}`, caBundle: hook.caBundle },
      rules: [rule],
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      ...more,
    })),
  })

const key = { name: 'a', namespace: 'default' }
const create = () => test.client.create(configMaps, { metadata: key })

describe('mutating webhooks', () => {
  it('change what is written, before it is validated', async () => {
    await register({ name: 'a.example.com' })
    answer = () => patching(add('/data', { x: 'y' }), add('/metadata/labels', { a: 'b' }))
    expect(await create()).toMatchObject({ data: { x: 'y' }, metadata: { labels: { a: 'b' } } })
    answer = () => patching(add('/metadata/labels', { a: 'not a label' }))
    const { metadata } = await test.client.get(configMaps, key)
    await expect(test.client.update(configMaps, { metadata } as never)).rejects.toMatchObject({ code: 422 })
  })

  it('do not change which object it is', async () => {
    await register({ name: 'a.example.com' })
    const { length } = hook.requests
    answer = () =>
      patching({ op: 'replace', path: '/metadata/name', value: 'b' }, add('/metadata/uid', 'mine'))
    const { metadata } = await create()
    expect(metadata).toMatchObject(key)
    expect(metadata.uid).not.toBe('mine')
    expect(hook.requests.length).toBeGreaterThan(length)
  })

  it('are asked in order, each about what the others made', async () => {
    await register({ name: 'a.example.com' }, { name: 'b.example.com' })
    answer = (_, path) =>
      path.includes('a.example') ? patching(add('/data', { x: 'y' })) : patching(add('/data/z', 'z'))
    expect(await create()).toMatchObject({ data: { x: 'y', z: 'z' } })
    expect(hook.requests.map(({ object }) => (object as { data?: object }).data)).toEqual([
      undefined,
      { x: 'y' },
    ])
  })

  it.each([
    ['Never', ['a', 'b']],
    ['IfNeeded', ['a', 'b', 'a']],
  ])(
    'with the policy %s are asked %j when a later one changed the object',
    async (reinvocationPolicy, order) => {
      await register({ name: 'a.example.com', reinvocationPolicy }, { name: 'b.example.com' })
      const asked: string[] = []
      answer = (_, path) => {
        const name = path.split('/')[2]?.[0] as string
        asked.push(name)
        return name === 'b' ? patching(add('/data', { x: 'y' })) : { allowed: true }
      }
      await create()
      expect(asked).toEqual(order)
      expect(seen).toBe(2)
    },
  )

  it('are asked once where they change nothing', async () => {
    await register({ name: 'a.example.com', reinvocationPolicy: 'IfNeeded' })
    answer = () => patching()
    await create()
    expect([hook.requests.length, seen]).toEqual([1, 1])
  })

  it.each([
    [{ allowed: true, patch: 'W10=' }, 'webhook returned response.patch but not response.patchType'],
    [{ allowed: true, patchType: 'JSONPatch' }, 'webhook returned response.patchType but not response.patch'],
    [
      { allowed: true, patchType: 'Merge', patch: 'W10=' },
      'webhook returned invalid response.patchType of "Merge"',
    ],
    [patching({ op: 'remove', path: '/nothing/here' }), 'Internal error occurred: '],
    [patching({ op: 'replace', path: '/data', value: 7 }), 'Internal error occurred: '],
  ])('fail with %j', async (response, message) => {
    await register({ name: 'a.example.com' })
    answer = () => response
    await expect(create()).rejects.toThrow(message)
  })

  it('may not change what is deleted, but deny it', async () => {
    await create()
    await register({ name: 'a.example.com' })
    answer = () => patching(add('/data', {}))
    await expect(test.client.delete(configMaps, key)).rejects.toThrow(
      'admission webhook "a.example.com" attempted to modify the object',
    )
    answer = () => ({ allowed: false })
    await expect(test.client.delete(configMaps, key)).rejects.toThrow('denied the request')
  })

  it('change custom resources too', async () => {
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
    const names = { plural: 'things', kind: 'Thing' }
    const versions = [{ name: 'v1', served: true, storage: true, schema }]
    await test.transport.request({
      method: 'POST',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      body: {
        metadata: { name: 'things.example.com' },
        spec: { group: 'example.com', scope: 'Namespaced', names, versions },
      },
    })
    await register({ name: 'a.example.com', rules: [{ ...rule, resources: ['things'] }] })
    answer = () => patching(add('/spec', { size: 3 }))
    const path = '/apis/example.com/v1/namespaces/default/things'
    const body = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' } }
    const request = () => test.transport.request({ method: 'POST', path, body })
    await expect.poll(() => request().catch(() => undefined)).toMatchObject({ spec: { size: 3 } })
  })
})
