import { pods, services } from '@knarr/api/core/v1'
import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import { controllerRef } from '@knarr/controller'
import { forbidden } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { namespace } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { serviceWorld } from '../testing/service-objects.ts'
import { endpointSliceController } from './endpointslice-controller.ts'

async function open(options = {}) {
  const world = openControllers(options)
  const { client } = world
  const slices = async () => (await client.list(endpointSlices, { namespace })).items
  const run = () => world.run(endpointSliceController)
  const mergePod = (name: string, patch: object) =>
    client.patch(pods, { namespace, name }, { type: 'merge', patch })
  return { ...world, ...serviceWorld(world), slices, run, mergePod }
}

const addressesOf = (slices: readonly EndpointSlice[]) =>
  slices.flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses)).toSorted()

describe('the slices of a service', () => {
  it('say where its pods are, and whose they are', async () => {
    const { service, pod, node, slices, run } = await open()
    await node('n1', 'z1')
    const web = await service({}, { team: 'shop', 'service.kubernetes.io/headless': '' })
    const one = await pod('one', { spec: { nodeName: 'n1', hostname: 'h', subdomain: 'web' } })
    await run()
    const [slice] = (await slices()) as [EndpointSlice]
    expect(slice.metadata).toMatchObject({
      generateName: 'web-',
      labels: {
        team: 'shop',
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [controllerRef(web, services)],
    })
    expect(slice.metadata.labels).not.toHaveProperty('service.kubernetes.io/headless')
    expect(slice.ports).toEqual([{ name: 'http', protocol: 'TCP', port: 8080 }])
    expect(slice.endpoints).toEqual([
      {
        addresses: ['10.1.0.3'],
        conditions: { ready: true, serving: true, terminating: false },
        hostname: 'h',
        nodeName: 'n1',
        zone: 'z1',
        targetRef: { kind: 'Pod', namespace, name: 'one', uid: one.metadata.uid },
      },
    ])
  })

  it('follow the pods, and are written only when something of them changes', async () => {
    const { service, pod, slices, run, mergePod, pass, transport, client } = await open()
    await service()
    await pod('one')
    await run()
    await pod('other', { ready: false })
    await pass()
    expect(addressesOf(await slices())).toEqual(['10.1.0.3', '10.1.0.5'])
    const before = transport.writes.length
    await mergePod('one', { metadata: { annotations: { a: 'b' } } })
    await pass()
    expect(transport.writes).toHaveLength(before + 1)
    await mergePod('one', { metadata: { labels: { app: 'db' } } })
    await client.delete(pods, { namespace, name: 'other' })
    await pass()
    expect((await slices()).map(({ endpoints, ports }) => [endpoints, ports])).toEqual([[[], []]])
  })

  it('hold a hundred endpoints each, and are made once though nobody shows them yet', async () => {
    const { service, pod, slices, run, pass, transport } = await open()
    for (let index = 0; index < 150; index++)
      await pod(`p${index}`, { ip: `10.2.${index >> 7}.${index & 127}` })
    await run()
    const slow = transport.intercept(({ path, query }) => {
      if (path.includes('endpointslices') && query?.watch) throw new Error('no watch now')
    })
    transport.closeWatches()
    await pass(5_000)
    await service()
    await pass()
    await pod('late', { ip: '10.3.0.1' })
    await pass()
    expect((await slices()).map(({ endpoints }) => endpoints?.length).toSorted()).toEqual([100, 50])
    slow()
    await pass(60_000)
    expect((await slices()).map(({ endpoints }) => endpoints?.length).toSorted()).toEqual([100, 51])
    expect(new Set(addressesOf(await slices())).size).toBe(151)
  })

  it('are apart where a named port has another number', async () => {
    const { service, pod, slices, run } = await open()
    await service()
    await pod('one')
    await pod('three', { ports: [{ name: 'http', containerPort: 9090 }] })
    await pod('without', { ports: [] })
    await run()
    const shown = (await slices()).map(({ ports, endpoints }) => [ports?.[0]?.port, endpoints?.length])
    expect(shown.toSorted()).toEqual(
      [
        [8080, 1],
        [9090, 1],
        [undefined, 1],
      ].toSorted(),
    )
  })

  it.each([
    ['a pod that is not ready', { ready: false }, {}, [{ ready: false, serving: false, terminating: false }]],
    [
      'such a pod where all are published',
      { ready: false },
      { publishNotReadyAddresses: true },
      [{ ready: true, serving: false, terminating: false }],
    ],
    ['no pod that is done', { status: { phase: 'Succeeded' } }, {}, []],
    ['no pod without an address', { status: { podIP: '', podIPs: [] } }, {}, []],
    ['no pod on a node that is not there', { spec: { nodeName: 'gone' } }, {}, []],
    ['no pod of another family', {}, { ipFamilies: ['IPv6'] }, []],
  ])('show %s', async (_title, traits, spec, expected) => {
    const { service, pod, slices, run } = await open()
    await service(spec)
    await pod('one', traits)
    await run()
    expect(
      (await slices()).flatMap(({ endpoints }) => endpoints ?? []).map(({ conditions }) => conditions),
    ).toEqual(expected)
  })

  it('show a pod that is going as serving, but not ready', async () => {
    const { service, pod, node, slices, run, client, pass } = await open({ gracefulPods: true })
    await node('n1')
    await service()
    await pod('one', { spec: { nodeName: 'n1' } })
    await run()
    await client.delete(pods, { namespace, name: 'one' })
    await pass()
    const [endpoint] = (await slices())[0]?.endpoints ?? []
    expect(endpoint?.conditions).toEqual({ ready: false, serving: true, terminating: true })
  })

  it('show a pod once its node is there', async () => {
    const { service, pod, node, slices, run, pass } = await open()
    await service()
    await pod('one', { spec: { nodeName: 'n1' } })
    await run()
    await node('n1')
    await pass(1_000)
    expect(addressesOf(await slices())).toEqual(['10.1.0.3'])
  })

  it('of both families are apart', async () => {
    const { service, pod, slices, run } = await open()
    await service({ ipFamilies: ['IPv4', 'IPv6'] })
    await pod('one', { status: { podIPs: [{ ip: '10.1.0.3' }, { ip: 'fd00::3' }] } })
    await run()
    const shown = (await slices()).map(({ addressType, endpoints }) => [
      addressType,
      endpoints?.[0]?.addresses,
    ])
    expect(shown.toSorted()).toEqual([
      ['IPv4', ['10.1.0.3']],
      ['IPv6', ['fd00::3']],
    ])
  })

  it('say that a service is headless, which needs no ports', async () => {
    const { service, pod, slices, run } = await open()
    await service({ clusterIP: 'None', ports: [] })
    await pod('one')
    await run()
    const [slice] = await slices()
    expect(slice?.metadata.labels).toMatchObject({ 'service.kubernetes.io/headless': '' })
    expect([slice?.ports, addressesOf(await slices())]).toEqual([[], ['10.1.0.3']])
  })

  it.each([
    ['without a selector', { selector: {} }],
    ['that is but a name', { type: 'ExternalName', externalName: 'example.com' }],
  ])('are left to others for a service %s', async (_title, spec) => {
    const { service, slices, run } = await open()
    await service(spec)
    await run()
    expect(await slices()).toEqual([])
  })

  it('are put right when someone changes or deletes them, and go with the service', async () => {
    const { service, pod, slices, run, client, pass } = await open()
    await service()
    await pod('one')
    await run()
    const [slice] = (await slices()) as [EndpointSlice]
    await client.update(endpointSlices, { ...slice, endpoints: [] })
    await pass()
    expect(addressesOf(await slices())).toEqual(['10.1.0.3'])
    await client.delete(endpointSlices, { namespace, name: slice.metadata.name })
    await pass()
    expect(addressesOf(await slices())).toEqual(['10.1.0.3'])
    await client.delete(services, { namespace, name: 'web' })
    await pass()
    expect(await slices()).toEqual([])
  })

  it('tell what kept them from being written', async () => {
    const { service, run, transport, events, pass, slices } = await open()
    const allow = transport.intercept(({ method, path }) => {
      if (method === 'POST' && path.endsWith('/endpointslices')) throw forbidden(endpointSlices, 'web', 'no')
    })
    await service()
    await run()
    expect(events[0]).toMatchObject({ by: 'endpoint-slice-controller', about: 'web' })
    expect(events[0]?.text).toMatch(
      /^Warning FailedToUpdateEndpointSlices Error updating Endpoint Slices for Service shop\/web: /,
    )
    allow()
    await pass(1_000)
    expect(await slices()).toHaveLength(1)
  })
})
