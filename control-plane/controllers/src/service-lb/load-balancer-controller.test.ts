import { type Service, services } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { namespace } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { loadBalancerController } from './load-balancer-controller.ts'

async function open({ range = '172.26.0.0/29', before = [] as Service[] } = {}) {
  const world = openControllers()
  const { client } = world
  const key = (name: string) => ({ namespace, name })
  const status = async (name: string) => (await client.get(services, key(name))).status?.loadBalancer
  for (const service of before) await client.create(services, service)
  await world.run(() => loadBalancerController({ loadBalancerRange: async () => range }))
  return {
    ...world,
    status,
    ip: async (name: string) => (await status(name))?.ingress?.map(({ ip }) => ip).join(),
    texts: () => world.events.map(({ text }) => text),
    async make(name: string, spec: object = {}) {
      await client.create(services, draft(name, spec))
      await world.pass()
    },
    async change(name: string, spec: object) {
      const found = await client.get(services, key(name))
      await client.update(services, { ...found, spec: { ...found.spec, ...spec } })
      await world.pass()
    },
    async remove(name: string) {
      await client.delete(services, key(name))
      await world.pass()
    },
  }
}

function draft(name: string, spec: object, status: object = {}): Service {
  const ports = [{ port: 80 }]
  return { metadata: { namespace, name }, spec: { type: 'LoadBalancer', ports, ...spec }, status } as Service
}

describe('a service of type LoadBalancer', () => {
  it('gets an address, and two get two', async () => {
    const { make, status, ip, events } = await open()
    await make('a')
    await make('b')
    expect(await status('a')).toEqual({ ingress: [{ ip: '172.26.0.1', ipMode: 'VIP' }] })
    expect(await ip('b')).toBe('172.26.0.2')
    expect(events.slice(0, 2)).toEqual([
      { by: 'service-controller', about: 'a', text: 'Normal EnsuringLoadBalancer Ensuring load balancer' },
      { by: 'service-controller', about: 'a', text: 'Normal EnsuredLoadBalancer Ensured load balancer' },
    ])
  })

  it('keeps what it had before a restart', async () => {
    const kept = { loadBalancer: { ingress: [{ ip: '172.26.0.1' }] } }
    const { make, ip } = await open({ before: [draft('old', {}, kept)] })
    await make('new')
    expect([await ip('old'), await ip('new')]).toEqual(['172.26.0.1', '172.26.0.2'])
  })

  it('gets the address it asks for', async () => {
    const { make, ip, change } = await open()
    await make('a', { loadBalancerIP: '172.26.0.5' })
    expect(await ip('a')).toBe('172.26.0.5')
    await change('a', { loadBalancerIP: '172.26.0.6' })
    expect(await ip('a')).toBe('172.26.0.6')
  })

  it.each([
    ['not in the block', '10.0.0.1', 'requested address 10.0.0.1 is not in 172.26.0.0/29'],
    ["another's", '172.26.0.1', `requested address 172.26.0.1 belongs to service ${namespace}/first`],
  ])('is told that the address it asks for is %s', async (_, loadBalancerIP, why) => {
    const { make, status, texts } = await open()
    await make('first')
    await make('a', { loadBalancerIP })
    expect((await status('a'))?.ingress).toBeUndefined()
    const failed = `Warning SyncLoadBalancerFailed Error syncing load balancer: failed to ensure load balancer: ${why}`
    expect(texts()).toContain(failed)
  })

  it('waits for an address where none is left', async () => {
    const { make, ip, remove, pass } = await open({ range: '172.26.0.0/30' })
    await make('a')
    await make('b')
    await make('c')
    expect(await ip('c')).toBeUndefined()
    await remove('a')
    await pass(30_000)
    expect(await ip('c')).toBe('172.26.0.1')
  })

  it('loses the address with the type', async () => {
    const { make, change, status, texts, ip } = await open()
    await make('a')
    await change('a', { type: 'ClusterIP' })
    expect(await status('a')).toEqual({})
    expect(texts().slice(-2)).toEqual([
      'Normal DeletingLoadBalancer Deleting load balancer',
      'Normal DeletedLoadBalancer Deleted load balancer',
    ])
    await make('b')
    expect(await ip('b')).toBe('172.26.0.1')
  })

  it.each([
    ['has a class', { loadBalancerClass: 'example.com/own' }, undefined],
    ['has an address of somebody else', {}, { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } }],
    ['is of IPv6 alone', { ipFamilies: ['IPv6'] }, undefined],
  ])('is left alone where it %s', async (_, spec, status) => {
    const service = draft('a', spec, status)
    const { client } = await open({ before: [service] })
    const found = await client.get(services, { namespace, name: 'a' })
    expect(found.status ?? {}).toEqual(status ?? {})
  })

  it('waits for somebody else where there is no block', async () => {
    const { make, status, events } = await open({ range: '' })
    await make('a')
    expect([(await status('a'))?.ingress, events]).toEqual([undefined, []])
  })
})
