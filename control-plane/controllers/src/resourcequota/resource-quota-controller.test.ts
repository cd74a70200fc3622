import { customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import { persistentVolumeClaims, pods, resourceQuotas, secrets, services } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { namespace, podDraft } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { resourceQuotaController } from './resource-quota-controller.ts'

const key = { namespace, name: 'quota' }

async function open(hard: Record<string, string>, spec: object = {}) {
  const world = openControllers()
  const { client } = world
  await client.create(resourceQuotas, { metadata: key, spec: { hard, ...spec } } as never)
  return {
    ...world,
    start: () => world.run(resourceQuotaController),
    status: async () => (await client.get(resourceQuotas, key)).status,
    used: async () => (await client.get(resourceQuotas, key)).status?.used,
  }
}

const podThatAsks = (name: string, requests: object, spec: object = {}) =>
  podDraft(name, {}, { containers: [{ name: 'main', image: 'x', resources: { requests } }], ...spec })

describe('the resource quota controller', () => {
  it('says how much is used of what, also of nothing', async () => {
    const { client, start, status } = await open({ pods: '5', 'requests.cpu': '2', 'count/secrets': '3' })
    await client.create(pods, podThatAsks('a', { cpu: '250m' }))
    await client.create(pods, podThatAsks('b', { cpu: '500m', memory: '1Gi' }))
    await start()
    expect(await status()).toEqual({
      hard: { pods: '5', 'requests.cpu': '2', 'count/secrets': '3' },
      used: { pods: '2', 'requests.cpu': '750m', 'count/secrets': '0' },
    })
  })

  it('gives back at once what is deleted, and what a pod that ended took', async () => {
    const { client, start, used, pass } = await open({ pods: '5', secrets: '5', 'count/pods': '5' })
    const done = await client.create(pods, podThatAsks('done', {}))
    await client.create(secrets, { metadata: { namespace, name: 'a' } } as never)
    await start()
    expect(await used()).toEqual({ pods: '1', secrets: '1', 'count/pods': '1' })
    await client.delete(secrets, { namespace, name: 'a' })
    await client.updateStatus(pods, { ...done, status: { phase: 'Succeeded' } })
    await pass()
    expect(await used()).toEqual({ pods: '0', secrets: '0', 'count/pods': '1' })
  })

  it('follows services and claims that change', async () => {
    const hard = { 'services.nodeports': '2', 'requests.storage': '10Gi', persistentvolumeclaims: '1' }
    const { client, start, used, pass } = await open(hard)
    const metadata = { namespace, name: 'a' }
    const spec = { type: 'NodePort', ports: [{ port: 80 }] }
    const service = await client.create(services, { metadata, spec } as never)
    const claim = await client.create(persistentVolumeClaims, {
      metadata,
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    } as never)
    await start()
    expect(await used()).toMatchObject({ 'services.nodeports': '1', 'requests.storage': '1Gi' })
    await client.update(services, { ...service, spec: { ...service.spec, type: 'ClusterIP' } })
    await client.update(persistentVolumeClaims, {
      ...claim,
      spec: { ...claim.spec, resources: { requests: { storage: '2Gi' } } },
    })
    await pass()
    expect(await used()).toEqual({
      'services.nodeports': '0',
      'requests.storage': '2Gi',
      persistentvolumeclaims: '1',
    })
  })

  it.each([
    [{ scopes: ['Terminating'] }, '1'],
    [{ scopes: ['NotTerminating'] }, '2'],
    [{ scopes: ['BestEffort'] }, '1'],
    [{ scopes: ['NotBestEffort'] }, '2'],
    [
      {
        scopeSelector: {
          matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }],
        },
      },
      '1',
    ],
  ])('only counts what is in scope of %j', async (spec, expected) => {
    const { client, start, used } = await open({ pods: '5' }, spec)
    await client.create(pods, podThatAsks('a', { cpu: '1' }, { activeDeadlineSeconds: 100 }))
    await client.create(pods, podThatAsks('b', { cpu: '1' }, { priorityClassName: 'high' }))
    await client.create(pods, podThatAsks('c', {}))
    await start()
    expect(await used()).toEqual({ pods: expected })
  })

  it('counts again when the quota limits something else, and corrects a status somebody wrote', async () => {
    const { client, start, used, pass } = await open({ pods: '5' })
    await client.create(secrets, { metadata: { namespace, name: 'a' } } as never)
    await start()
    const quota = await client.get(resourceQuotas, key)
    await client.update(resourceQuotas, { ...quota, spec: { hard: { secrets: '2' } } })
    await pass()
    expect(await used()).toEqual({ secrets: '1' })
    const counted = await client.get(resourceQuotas, key)
    await client.updateStatus(resourceQuotas, {
      ...counted,
      status: { hard: { secrets: '2' }, used: { secrets: '9' } },
    })
    await pass()
    expect(await used()).toEqual({ secrets: '9' })
    await pass(5 * 60_000)
    expect(await used()).toEqual({ secrets: '1' })
  })

  it('counts custom resources from when they are defined', async () => {
    const { client, start, used, pass } = await open({ 'count/widgets.example.com': '5' })
    await start()
    expect(await used()).toEqual({})
    const definition = await client.create(customResourceDefinitions, {
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [{ name: 'v1', served: true, storage: true }],
      },
    } as never)
    await client.updateStatus(customResourceDefinitions, {
      ...definition,
      status: { conditions: [{ type: 'Established', status: 'True' }] },
    } as never)
    const widgets = {
      group: 'example.com',
      version: 'v1',
      plural: 'widgets',
      kind: 'Widget',
      namespaced: true,
    }
    await client.create(widgets, { metadata: { namespace, name: 'a' } } as never)
    await pass()
    expect(await used()).toEqual({ 'count/widgets.example.com': '1' })
    await client.delete(widgets, { namespace, name: 'a' })
    await pass()
    expect(await used()).toEqual({ 'count/widgets.example.com': '0' })
  })
})
