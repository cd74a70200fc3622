import { pods } from '@knarr/api/core/v1'
import { afterEach, describe, expect, it } from 'vitest'
import { type ReviewServer, startReviewServer } from '../../../testing/review-server.ts'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'
import { parseImagePolicyConfiguration } from './image-policy-configuration.ts'

const open: AsyncDisposable[] = []

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]()
})

async function start(
  statusOf: Parameters<typeof startReviewServer>[0],
  settings: object = {},
): Promise<{
  test: TestServer
  hook: ReviewServer
  create(image: string, annotations?: object): Promise<unknown>
}> {
  const hook = await startReviewServer(statusOf)
  open.push(hook)
  const imagePolicy = { kubeConfigFile: hook.configFile, retryBackoff: 1, ...settings }
  const test = await startTestServer({
    admissionPlugins: { enable: ['ImagePolicyWebhook'], disable: ['ServiceAccount'] },
    admissionConfigurations: new Map([['ImagePolicyWebhook', JSON.stringify({ imagePolicy })]]),
  })
  open.push(test)
  let count = 0
  const create = (image: string, annotations = {}): Promise<unknown> => {
    count++
    const metadata = { name: `web-${count}`, namespace: 'default', annotations }
    const spec = { initContainers: [{ name: 'i', image: 'init' }], containers: [{ name: 'c', image }] }
    return test.client.create(pods, { metadata, spec })
  }
  return { test, hook, create }
}

describe('ImagePolicyWebhook', () => {
  it('asks about the images, and shows the annotations that are for whom it asks', async () => {
    const { hook, create } = await start(() => ({ allowed: true }))
    await create('good', { 'mine.image-policy.k8s.io/ticket': '7', other: 'x' })
    expect(hook.asked).toEqual([
      {
        ...{ kind: 'ImageReview', apiVersion: 'imagepolicy.k8s.io/v1alpha1' },
        spec: {
          containers: [{ image: 'init' }, { image: 'good' }],
          annotations: { 'mine.image-policy.k8s.io/ticket': '7' },
          namespace: 'default',
        },
      },
    ])
  })

  it.each([
    [{ allowed: false, reason: 'old' }, 'image policy webhook backend denied one or more images: old'],
    [{ allowed: false }, 'one or more images rejected by webhook backend'],
  ])('refuses what is answered with %j', async (status, why) => {
    const { create } = await start(() => status)
    await expect(create('bad')).rejects.toThrow(`pods "web-1" is forbidden: ${why}`)
  })

  it('remembers answers, refusals for less long', async () => {
    const { test, hook, create } = await start(({ spec }) => ({
      allowed: spec.containers[1].image === 'good',
    }))
    const twice = async (): Promise<number> => {
      for (const image of ['good', 'bad', 'good', 'bad']) await create(image).catch(() => {})
      return hook.asked.length
    }
    expect(await twice()).toBe(2)
    await test.clock.advance(30_000)
    expect(await twice()).toBe(3)
    await test.clock.advance(270_000)
    expect(await twice()).toBe(5)
  })

  it.each([
    [false, 'pods "web-1" is forbidden: '],
    [true, undefined],
  ])('nobody answers, and defaultAllow is %s', async (defaultAllow, message) => {
    const { create } = await start(() => 403, { defaultAllow })
    const created = create('any')
    if (message) await expect(created).rejects.toThrow(message)
    else await expect(created).resolves.toBeDefined()
  })

  it('asks about ephemeral containers alone, and never about status', async () => {
    const { test, hook, create } = await start(() => ({ allowed: true }))
    await create('good')
    const at = '/api/v1/namespaces/default/pods/web-1'
    const headers = { 'content-type': 'application/strategic-merge-patch+json' }
    const body = { spec: { ephemeralContainers: [{ name: 'e', image: 'debug' }] } }
    await test.transport
      .request({ method: 'PATCH', path: `${at}/ephemeralcontainers`, headers, body })
      .catch(() => {})
    await test.transport.request({ method: 'PATCH', path: `${at}/status`, headers, body: { status: {} } })
    const asked = hook.asked.map(({ spec }) => spec.containers.map(({ image }: { image: string }) => image))
    expect(asked.slice(1).every((images) => images[0] === 'debug')).toBe(true)
  })

  it('does not run without a configuration, or with a file that is not there', async () => {
    const admissionPlugins = { enable: ['ImagePolicyWebhook'] }
    const cannot = 'couldn\'t init admission plugin "ImagePolicyWebhook": '
    await expect(startTestServer({ admissionPlugins })).rejects.toThrow(`${cannot}no config specified`)
    const text = JSON.stringify({ imagePolicy: { kubeConfigFile: '/none' } })
    const admissionConfigurations = new Map([['ImagePolicyWebhook', text]])
    await expect(startTestServer({ admissionPlugins, admissionConfigurations })).rejects.toThrow(cannot)
  })
})

describe('the configuration', () => {
  const parse = (imagePolicy: object) => parseImagePolicyConfiguration(JSON.stringify({ imagePolicy }))

  it('says times in its own units, 0 for the usual and -1 for none', () => {
    const kubeConfigFile = '/k'
    expect(parse({ kubeConfigFile })).toEqual({
      ...{ kubeConfigFile, allowTtlMs: 300_000, denyTtlMs: 30_000, retryBackoffMs: 500, defaultAllow: false },
    })
    const given = { kubeConfigFile, allowTTL: 60, denyTTL: -1, retryBackoff: 20, defaultAllow: true }
    expect(parse(given)).toEqual({
      ...{ kubeConfigFile, allowTtlMs: 60_000, denyTtlMs: 0, retryBackoffMs: 20, defaultAllow: true },
    })
  })

  it.each([
    [{ allowTTL: 7200 }, 'valid value is between 1s and 30m0s, got 2h0m0s'],
    [{ denyTTL: 1 }, 'valid value is between 1s and 30m0s, got 1s'],
    [{ retryBackoff: 600_000 }, 'valid value is between 1ns and 5m0s, got 10m0s'],
    [{ denyTTL: '1s' }, 'imagePolicy.denyTTL must be an integer'],
  ])('is refused with %j', (imagePolicy, message) => {
    expect(() => parse(imagePolicy)).toThrow(message)
  })
})
