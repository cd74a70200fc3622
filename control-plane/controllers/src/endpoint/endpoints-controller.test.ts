import { type Endpoints, endpoints, pods, services } from '@knarr/api/core/v1'
import { hasReason } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { namespace } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { serviceWorld } from '../testing/service-objects.ts'
import { truncated } from './desired-subsets.ts'
import { endpointsController } from './endpoints-controller.ts'

const key = { namespace, name: 'web' }
const port = (number: number, name = 'http') => ({ name, port: number, protocol: 'TCP' })

async function open() {
  const world = openControllers()
  const { client } = world
  const read = async (): Promise<Endpoints | undefined> => {
    try {
      return await client.get(endpoints, key)
    } catch (error) {
      if (hasReason(error, 'NotFound')) return undefined
      throw error
    }
  }
  /** `10.1.0.3 !10.1.0.5 @http:8080`: ready and not ready addresses, and ports, of each subset. */
  const text = async () =>
    ((await read())?.subsets ?? []).map(({ addresses = [], notReadyAddresses = [], ports = [] }) =>
      [
        ...addresses.map(({ ip }) => ip),
        ...notReadyAddresses.map(({ ip }) => `!${ip}`),
        ...ports.map(({ name, port: number }) => `@${name}:${number}`),
      ].join(' '),
    )
  return { ...world, ...serviceWorld(world), read, text, run: () => world.run(endpointsController) }
}

describe('the endpoints of a service', () => {
  it('say where its pods are', async () => {
    const { service, pod, read, run } = await open()
    await service({ clusterIP: 'None' }, { team: 'shop' })
    const one = await pod('one')
    await pod('other', { ready: false })
    await run()
    const { metadata, subsets } = (await read()) as Endpoints
    expect(metadata.labels).toEqual({
      team: 'shop',
      'service.kubernetes.io/headless': '',
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    })
    expect(subsets?.[0]?.addresses).toEqual([
      { ip: '10.1.0.3', targetRef: { kind: 'Pod', namespace, name: 'one', uid: one.metadata.uid } },
    ])
    expect(subsets).toMatchObject([{ notReadyAddresses: [{ ip: '10.1.0.5' }], ports: [port(8080)] }])
  })

  it('group ports by the pods that offer them', async () => {
    const { service, pod, text, run } = await open()
    const ports = ['http', 'admin'].map((name, index) => ({
      name,
      port: 80 + index,
      targetPort: name,
      protocol: 'TCP',
    }))
    await service({ ports })
    await pod('one', {
      ports: [
        { name: 'http', containerPort: 8080 },
        { name: 'admin', containerPort: 8081 },
      ],
    })
    await pod('three')
    await pod('nothing', { ports: [] })
    await run()
    expect(await text()).toEqual(['10.1.0.3 10.1.0.5 @http:8080', '10.1.0.3 @admin:8081'])
  })

  it.each([
    [
      'count all pods ready where all are published',
      { publishNotReadyAddresses: true },
      ['10.1.0.3 @http:8080'],
    ],
    ['have no ports where a headless service has none', { clusterIP: 'None', ports: [] }, ['!10.1.0.3']],
    ['take the address of the first family', { ipFamilies: ['IPv6', 'IPv4'] }, ['!fd00::3 @http:8080']],
  ])('%s', async (_title, spec, expected) => {
    const { service, pod, text, run } = await open()
    await service(spec)
    await pod('one', { ready: false, status: { podIPs: [{ ip: '10.1.0.3' }, { ip: 'fd00::3' }] } })
    await run()
    expect(await text()).toEqual(expected)
  })

  it('are there without pods, are put right, and go with the service', async () => {
    const { service, pod, run, read, text, client, pass } = await open()
    await service()
    await run()
    expect((await read())?.subsets).toBeUndefined()
    await pod('one')
    await pass()
    await client.delete(endpoints, key)
    await pass()
    expect(await text()).toEqual(['10.1.0.3 @http:8080'])
    await client.delete(pods, { namespace, name: 'one' })
    await pass()
    expect((await read())?.subsets).toBeUndefined()
    await client.delete(services, key)
    await pass()
    expect(await read()).toBeUndefined()
  })

  it('are brought up to date though nobody shows yet that they exist', async () => {
    const { service, pod, run, text, pass, transport, errors } = await open()
    await run()
    transport.intercept(({ path, query }) => {
      if (path.includes('/endpoints') && query?.watch) throw new Error('no watch now')
    })
    transport.closeWatches()
    await pass(5_000)
    await service()
    await pass()
    await pod('one')
    await pass()
    expect(await text()).toEqual(['10.1.0.3 @http:8080'])
    expect(errors).toEqual([])
  })
})

describe('too many endpoints', () => {
  const addresses = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ip: `10.0.${index >> 8}.${index & 255}` }))
  const sizes = (subsets: readonly { addresses?: unknown[]; notReadyAddresses?: unknown[] }[]) =>
    subsets.map(({ addresses: ready = [], notReadyAddresses = [] }) => [
      ready.length,
      notReadyAddresses.length,
    ])

  it.each([
    ['stay when they fit', [[600, 400]], [[600, 400]], false],
    [
      'lose those that are not ready first',
      [
        [600, 300],
        [200, 100],
      ],
      [
        [600, 150],
        [200, 50],
      ],
      true,
    ],
    [
      'lose ready ones in proportion',
      [
        [900, 10],
        [600, 10],
      ],
      [
        [600, 0],
        [400, 0],
      ],
      true,
    ],
  ])('%s', (_title, before, after, isCut) => {
    const subsets = before.map(([ready = 0, notReady = 0]) => ({
      addresses: addresses(ready),
      notReadyAddresses: addresses(notReady),
    }))
    const cut = truncated(subsets)
    expect([sizes(cut.subsets), cut.isCut]).toEqual([after, isCut])
  })
})
