import { type Endpoints, endpoints, type Service, services } from '@knarr/api/core/v1'
import { endpointSlices } from '@knarr/api/discovery/v1'
import { describe, expect, it } from 'vitest'
import { namespace } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { endpointSliceMirroringController } from './endpointslice-mirroring-controller.ts'

const key = { namespace, name: 'db' }

interface Source {
  readonly labels?: Record<string, string>
  readonly annotations?: Record<string, string>
  readonly subsets?: Endpoints['subsets']
}

const subset = (...ips: string[]) => ({
  addresses: ips.map((ip) => ({ ip })),
  ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
})

async function open(
  { labels = {}, annotations = {}, subsets = [subset('10.1.2.3')] }: Source = {},
  spec: object = {},
) {
  const world = openControllers()
  const { client, pass } = world
  await world.run(endpointSliceMirroringController)
  await client.create(services, {
    metadata: key,
    spec: { ports: [{ name: 'sql', port: 5432 }], ...spec } as Service['spec'],
  })
  await client.create(endpoints, { metadata: { ...key, labels, annotations }, subsets })
  await pass()
  return {
    ...world,
    slices: async () => (await client.list(endpointSlices, { namespace })).items,
    async change(change: object) {
      await client.patch(endpoints, key, { type: 'merge', patch: change })
      await pass()
    },
  }
}

describe('the endpoint slice mirroring controller', () => {
  it('shows endpoints that a user wrote as a slice', async () => {
    const { slices } = await open({
      labels: { tier: 'data' },
      annotations: { note: 'by hand', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      subsets: [
        { ...subset('10.1.2.3'), notReadyAddresses: [{ ip: '10.1.2.4', hostname: 'b', nodeName: 'n' }] },
      ],
    })
    const [slice] = await slices()
    expect(slice).toMatchObject({
      metadata: {
        labels: {
          tier: 'data',
          'kubernetes.io/service-name': 'db',
          'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
        },
        annotations: { note: 'by hand' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Endpoints', name: 'db', controller: true }],
      },
      addressType: 'IPv4',
      ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
      endpoints: [
        { addresses: ['10.1.2.3'], conditions: { ready: true } },
        { addresses: ['10.1.2.4'], conditions: { ready: false }, hostname: 'b', nodeName: 'n' },
      ],
    })
    expect(slice?.metadata.generateName).toBe('db-')
    expect(Object.keys(slice?.metadata.annotations ?? {})).toEqual(['note'])
  })

  it('keeps the slice while addresses change, and has one for each set of ports and family', async () => {
    const { slices, change } = await open()
    const [before] = await slices()
    await change({ subsets: [subset('10.9.9.9')] })
    const [after] = await slices()
    expect(after?.metadata.uid).toBe(before?.metadata.uid)
    expect(after?.endpoints?.map(({ addresses }) => addresses)).toEqual([['10.9.9.9']])
    await change({
      subsets: [subset('10.9.9.9', 'fd00::1'), { ...subset('10.9.9.8'), ports: [{ name: 'x', port: 1 }] }],
    })
    expect((await slices()).map(({ addressType, ports }) => [addressType, ports?.[0]?.port]).sort()).toEqual([
      ['IPv4', 1],
      ['IPv4', 5432],
      ['IPv6', 5432],
    ])
  })

  it('takes the slices away with the endpoints', async () => {
    const { slices, client, pass } = await open()
    await client.delete(endpoints, key)
    await pass()
    expect(await slices()).toEqual([])
  })

  it.each<[string, Source, object]>([
    ['say not to', { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } }, {}],
    ['hold a lease', { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } }, {}],
    ['are of a service with a selector', {}, { selector: { app: 'db' } }],
  ])('leaves endpoints alone that %s', async (_, source, spec) => {
    expect(await (await open(source, spec)).slices()).toEqual([])
  })

  it('mirrors at most 1000 addresses of a subset, and says so', async () => {
    const many = Array.from({ length: 1002 }, (_, n) => `10.0.${n >> 8}.${n & 255}`)
    const { slices, events } = await open({ subsets: [subset(...many)] })
    expect((await slices())[0]?.endpoints).toHaveLength(1000)
    expect(events.map(({ text }) => text)).toContain(
      'Warning TooManyAddressesToMirror A max of 1000 addresses can be mirrored to EndpointSlices per Endpoints subset. 2 addresses were skipped',
    )
  })
})
