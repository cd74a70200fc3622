import {
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1ConfigMap,
} from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'

const namespace = 'default'
const map = (name: string, data: Record<string, string>): V1ConfigMap => ({
  metadata: { name, labels: { app: 'informed' } },
  data,
})

describe('the JavaScript client of Kubernetes', () => {
  let knarr: KnarrProcess
  let config: KubeConfig
  let core: CoreV1Api

  beforeAll(async () => {
    knarr = await KnarrProcess.start({ runtime: 'none' })
    config = new KubeConfig()
    config.loadFromFile(knarr.kubeconfig)
    core = config.makeApiClient(CoreV1Api)
  })
  afterAll(async () => {
    await knarr?.destroy()
  })

  it('creates, reads, patches in each way, lists and deletes', async () => {
    await core.createNamespacedConfigMap({ namespace, body: map('settings', { a: '1', b: '2' }) })
    const patched = async (strategy: string, body: object): Promise<V1ConfigMap> =>
      await core.patchNamespacedConfigMap(
        {
          name: 'settings',
          namespace,
          body,
          fieldManager: 'test',
          force: strategy === PatchStrategy.ServerSideApply || undefined,
        },
        setHeaderOptions('Content-Type', strategy),
      )
    expect((await patched(PatchStrategy.MergePatch, { data: { a: null } })).data).toEqual({ b: '2' })
    expect((await patched(PatchStrategy.StrategicMergePatch, { data: { c: '3' } })).data).toEqual({
      b: '2',
      c: '3',
    })
    const operations = [{ op: 'replace', path: '/data/b', value: '4' }]
    expect((await patched(PatchStrategy.JsonPatch, operations)).data).toEqual({ b: '4', c: '3' })
    const intent = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { d: '5' } }
    const applied = await patched(PatchStrategy.ServerSideApply, intent)
    expect(applied.data).toEqual({ b: '4', c: '3', d: '5' })
    expect(applied.metadata?.managedFields?.some(({ operation }) => operation === 'Apply')).toBe(true)
    const { items } = await core.listNamespacedConfigMap({ namespace, labelSelector: 'app=informed' })
    expect(items.map(({ metadata }) => metadata?.name)).toEqual(['settings'])
    await core.deleteNamespacedConfigMap({ name: 'settings', namespace })
    await expect(core.readNamespacedConfigMap({ name: 'settings', namespace })).rejects.toMatchObject({
      code: 404,
    })
  })

  it('scales a deployment, and handles objects of kinds it has no types for', async () => {
    const apps = config.makeApiClient(AppsV1Api)
    const labels = { app: 'web' }
    const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web' }] } }
    const spec = { replicas: 1, selector: { matchLabels: labels }, template }
    await apps.createNamespacedDeployment({ namespace, body: { metadata: { name: 'web' }, spec } })
    const scale = await apps.readNamespacedDeploymentScale({ name: 'web', namespace })
    expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 1 }, status: { selector: 'app=web' } })
    // Without a resourceVersion: controllers write the deployment, too.
    const body = { metadata: { name: 'web', namespace }, spec: { replicas: 3 } }
    await apps.replaceNamespacedDeploymentScale({ name: 'web', namespace, body })
    expect((await apps.readNamespacedDeployment({ name: 'web', namespace })).spec?.replicas).toBe(3)
    const objects = KubernetesObjectApi.makeApiClient(config)
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'one', namespace },
    }
    await objects.create(lease)
    expect(await objects.read(lease)).toMatchObject({ kind: 'Lease', metadata: { name: 'one' } })
    await objects.delete(lease)
    const custom = config.makeApiClient(CustomObjectsApi)
    const nowhere = { group: 'nowhere.example.com', version: 'v1', plural: 'things' }
    await expect(custom.listClusterCustomObject(nowhere)).rejects.toMatchObject({ code: 404 })
  })

  it('keeps informers true, and to what they ask for', async () => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`
    const informer = makeInformer(
      config,
      path,
      () => core.listNamespacedConfigMap({ namespace, labelSelector: 'app=informed' }),
      'app=informed',
    )
    const told: string[] = []
    for (const verb of ['add', 'update', 'delete'] as const)
      informer.on(
        verb,
        (object: V1ConfigMap) => void told.push(`${verb} ${object.metadata?.name} ${object.data?.['a']}`),
      )
    await core.createNamespacedConfigMap({ namespace, body: map('one', { a: '1' }) })
    await informer.start()
    try {
      await core.createNamespacedConfigMap({ namespace, body: map('two', { a: '1' }) })
      await core.replaceNamespacedConfigMap({ name: 'two', namespace, body: map('two', { a: '2' }) })
      await core.deleteNamespacedConfigMap({ name: 'one', namespace })
      const first = ['add one 1', 'add two 1', 'update two 2', 'delete one 1']
      await expect.poll(() => told, { timeout: 10_000 }).toEqual(first)
      const other = map('other', { a: '9' })
      await core.createNamespacedConfigMap({ namespace, body: { ...other, metadata: { name: 'other' } } })
      await core.replaceNamespacedConfigMap({ name: 'two', namespace, body: map('two', { a: '3' }) })
      await expect.poll(() => told.slice(first.length), { timeout: 10_000 }).toEqual(['update two 3'])
    } finally {
      await informer.stop()
    }
  })
})
