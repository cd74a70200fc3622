import { type Pod, pods, resourceQuotas, type Service, secrets, services } from '@knarr/api/core/v1'
import { hasReason } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'

let test: TestServer
beforeEach(async () => {
  test = await startTestServer({ strategies: undefined })
})
afterEach(() => test[Symbol.asyncDispose]())

const key = { name: 'quota', namespace: 'default' }

/** A quota as its controller would leave it: with nothing used yet. */
async function quota(hard: Record<string, string>, spec: object = {}, used?: object): Promise<void> {
  const created = await test.client.create(resourceQuotas, { metadata: key, spec: { hard, ...spec } })
  const zero = Object.fromEntries(Object.keys(hard).map((name) => [name, '0']))
  await test.client.updateStatus(resourceQuotas, {
    ...created,
    status: { hard, used: used ?? zero },
  } as never)
}

const used = async () => (await test.client.get(resourceQuotas, key)).status?.used

const pod = (name: string, resources: object = {}) =>
  test.client.create(pods, {
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'x', resources }] },
  } as unknown as Pod)

describe('ResourceQuota', () => {
  it('charges what is created, until there is nothing left', async () => {
    await quota({ pods: '2', 'requests.cpu': '1', services: '1' })
    await pod('a', { requests: { cpu: '600m' } })
    expect(await used()).toEqual({ pods: '1', 'requests.cpu': '600m', services: '0' })
    await expect(pod('b', { requests: { cpu: '500m' } })).rejects.toMatchObject({
      code: 403,
      message:
        'pods "b" is forbidden: exceeded quota: quota, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1',
    })
    await pod('c', { requests: { cpu: '400m' } })
    await expect(pod('d', { requests: { cpu: '1m' } })).rejects.toThrow(
      'exceeded quota: quota, requested: pods=1,requests.cpu=1m, used: pods=2,requests.cpu=1, limited: pods=2,requests.cpu=1',
    )
  })

  it('is not overrun by clients that race', async () => {
    await quota({ pods: '5' })
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => pod(`p${index}`)))
    const refused = outcomes.filter(
      (each) => each.status === 'rejected' && hasReason(each.reason, 'Forbidden'),
    )
    expect(refused).toHaveLength(15)
    expect((await test.client.list(pods)).items).toHaveLength(5)
    expect(await used()).toEqual({ pods: '5' })
  })

  it('wants to be told what it limits', async () => {
    await quota({ 'limits.cpu': '1', 'limits.memory': '1Gi' })
    await expect(pod('a', { limits: { cpu: '1' } })).rejects.toThrow(
      'pods "a" is forbidden: failed quota: quota: must specify limits.memory for: main',
    )
  })

  it('lets nothing through before somebody counted', async () => {
    await quota({ pods: '1' }, {}, {})
    await expect(pod('a')).rejects.toThrow('status unknown for quota: quota, resources: pods')
  })

  it('only counts what is in its scopes', async () => {
    await quota({ pods: '0' }, { scopes: ['BestEffort'] })
    await expect(pod('a')).rejects.toThrow('exceeded quota')
    await expect(pod('b', { requests: { cpu: '1' } })).resolves.toBeDefined()
  })

  it('charges updates what they add', async () => {
    await quota({ services: '2', 'services.nodeports': '1' })
    const metadata = { name: 'web', namespace: 'default' }
    const ports = [{ name: 'a', port: 80 }]
    const created = await test.client.create(services, { metadata, spec: { ports } } as unknown as Service)
    const exposed = { ...created, spec: { ...created.spec, type: 'NodePort' } }
    const updated = await test.client.update(services, exposed)
    expect(await used()).toEqual({ services: '1', 'services.nodeports': '1' })
    const more = {
      ...updated,
      spec: { ...updated.spec, ports: [...(updated.spec.ports ?? []), { name: 'b', port: 81 }] },
    }
    await expect(test.client.update(services, more as Service)).rejects.toThrow(
      'exceeded quota: quota, requested: services.nodeports=1, used: services.nodeports=1, limited: services.nodeports=1',
    )
  })

  it('counts objects of any resource, and nothing for a dry run', async () => {
    await quota({ 'count/secrets': '1' })
    const secret = (name: string) => ({ metadata: { name, namespace: 'default' } })
    const path = '/api/v1/namespaces/default/secrets'
    await test.transport.request({ method: 'POST', path, query: { dryRun: 'All' }, body: secret('a') })
    expect(await used()).toEqual({ 'count/secrets': '0' })
    await test.client.create(secrets, secret('a') as never)
    await expect(test.client.create(secrets, secret('b') as never)).rejects.toThrow('exceeded quota')
  })
})
