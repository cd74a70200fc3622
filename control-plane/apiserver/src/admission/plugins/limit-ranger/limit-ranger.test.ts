import { type LimitRangeItem, limitRanges, type Pod, persistentVolumeClaims, pods } from '@knarr/api/core/v1'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'

let test: TestServer
beforeEach(async () => {
  test = await startTestServer({ strategies: undefined })
})
afterEach(() => test[Symbol.asyncDispose]())

const limit = (...limits: LimitRangeItem[]) =>
  test.client.create(limitRanges, {
    metadata: { name: 'limits', namespace: 'default' },
    spec: { limits },
  })

const create = (resources: object, more: object = {}) =>
  test.client.create(pods, {
    metadata: { name: 'web', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'nginx', resources }], ...more },
  } as unknown as Pod)

describe('LimitRanger', () => {
  it('fills in what containers leave open, and says so', async () => {
    await limit({ type: 'Container', default: { cpu: '1', memory: '1Gi' }, defaultRequest: { cpu: '100m' } })
    const init = { name: 'init', image: 'x', resources: { limits: { cpu: '2', memory: '2Gi' } } }
    const { spec, metadata } = await create({ requests: { memory: '1Mi' } }, { initContainers: [init] })
    expect(spec.containers[0]?.resources).toEqual({
      requests: { cpu: '100m', memory: '1Mi' },
      limits: { cpu: '1', memory: '1Gi' },
    })
    expect(spec.initContainers?.[0]?.resources).toEqual({
      requests: { cpu: '2', memory: '2Gi' },
      limits: { cpu: '2', memory: '2Gi' },
    })
    expect(metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu request for container main; cpu, memory limit for container main',
    })
  })

  const bounds = (type: string, more: Partial<LimitRangeItem>): LimitRangeItem => ({ type, ...more })
  it.each([
    [
      bounds('Container', { max: { memory: '1Gi' } }),
      { limits: { memory: '2Gi' } },
      'pods "web" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi',
    ],
    [
      bounds('Container', { min: { cpu: '200m' }, defaultRequest: { cpu: '300m' } }),
      { requests: { cpu: '100m' } },
      'minimum cpu usage per Container is 200m, but request is 100m',
    ],
    [bounds('Pod', { min: { cpu: '1' } }), {}, 'minimum cpu usage per Pod is 1.  No request is specified'],
    [bounds('Pod', { max: { cpu: '1' } }), {}, 'maximum cpu usage per Pod is 1.  No limit is specified'],
    [
      bounds('Container', { maxLimitRequestRatio: { cpu: '2' } }),
      { requests: { cpu: '1' }, limits: { cpu: '3' } },
      'cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000',
    ],
    [
      bounds('Pod', { maxLimitRequestRatio: { cpu: '2' } }),
      { requests: { cpu: '1' } },
      'cpu max limit to request ratio per Pod is 2, but no limit is specified or limit is 0',
    ],
    [
      bounds('Pod', { max: { cpu: '1', memory: '1Mi' } }),
      { limits: { cpu: '2', memory: '2Mi' } },
      'forbidden: [maximum cpu usage per Pod is 1, but limit is 2, maximum memory usage per Pod is 1Mi, but limit is 2Mi]',
    ],
  ])('with %j refuses %j', async (item, resources, message) => {
    await limit(item)
    await expect(create(resources)).rejects.toMatchObject({
      code: 403,
      message: expect.stringContaining(message),
    })
  })

  it('holds claims to their bounds', async () => {
    await limit({ type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } })
    const claim = (storage: string) =>
      test.client.create(persistentVolumeClaims, {
        metadata: { name: 'data', namespace: 'default' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
      } as never)
    await expect(claim('3Gi')).rejects.toThrow(
      'maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi',
    )
    await expect(claim('1Mi')).rejects.toThrow('minimum storage usage per PersistentVolumeClaim is 1Gi')
    await expect(claim('2Gi')).resolves.toBeDefined()
  })

  it('leaves other namespaces and updates alone', async () => {
    const { metadata } = await create({ limits: { cpu: '4' } })
    await limit({ type: 'Container', max: { cpu: '1' } })
    const labelled = { metadata: { ...metadata, labels: { a: 'b' } } }
    const { spec } = await test.client.get(pods, { namespace: 'default', name: 'web' })
    await expect(test.client.update(pods, { ...labelled, spec } as never)).resolves.toBeDefined()
  })
})
