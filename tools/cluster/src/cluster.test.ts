import type { Deployment } from '@knarr/api/apps/v1'
import { deployments } from '@knarr/api/apps/v1'
import { configMaps, namespaces, pods, serviceAccounts } from '@knarr/api/core/v1'
import { createClient, parseKubeconfig, transportFromKubeconfig } from '@knarr/client'
import { type Draft, systemClock, VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { Cluster } from './cluster.ts'

const web: Draft<Deployment> = {
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'web:1' }] },
    },
  },
}

describe('a cluster in a test', () => {
  it('runs its controllers on a virtual clock', async () => {
    await using cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1 })
    await cluster.client.create(deployments, web)
    await cluster.settle()
    const { items } = await cluster.client.list(pods, { namespace: 'default' })
    expect(items).toHaveLength(3)
    expect(await cluster.client.get(serviceAccounts, { namespace: 'default', name: 'default' })).toBeDefined()
    await cluster.advance('11m')
    const { status } = await cluster.client.get(deployments, { namespace: 'default', name: 'web' })
    expect(status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }),
    )
  })

  it('runs pods on hollow nodes, one on each', async () => {
    await using cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1, nodes: 3 })
    await cluster.client.create(deployments, web)
    await cluster.advance('5s')
    const { items } = await cluster.client.list(pods, { namespace: 'default' })
    expect(items.map(({ status }) => status?.phase)).toEqual(['Running', 'Running', 'Running'])
    expect(new Set(items.map(({ spec }) => spec.nodeName)).size).toBe(3)
    const { status } = await cluster.client.get(deployments, { namespace: 'default', name: 'web' })
    expect(status).toMatchObject({ availableReplicas: 3, updatedReplicas: 3 })
  })

  it('names things the same for the same seed', async () => {
    const podNames = async (seed: number): Promise<string[]> => {
      await using cluster = await Cluster.start({ clock: new VirtualClock(), seed })
      await cluster.client.create(deployments, web)
      await cluster.settle()
      return (await cluster.client.list(pods)).items.map(({ metadata }) => metadata.name)
    }
    expect(await podNames(7)).toEqual(await podNames(7))
    expect(await podNames(7)).not.toEqual(await podNames(8))
  })

  it('deletes a namespace with everything in it', async () => {
    await using cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1 })
    const { client } = cluster
    await client.create(namespaces, { metadata: { name: 'shop' }, spec: {} })
    await client.create(deployments, { ...web, metadata: { name: 'web', namespace: 'shop' } })
    await cluster.settle()
    await client.delete(namespaces, { namespace: '', name: 'shop' })
    await cluster.advance('1m')
    expect((await client.list(pods)).items).toEqual([])
    await expect(client.get(namespaces, { namespace: '', name: 'shop' })).rejects.toMatchObject({
      reason: 'NotFound',
    })
  })

  it('collects what a deleted owner leaves behind', async () => {
    await using cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1 })
    await cluster.client.create(deployments, web)
    await cluster.settle()
    await cluster.client.delete(deployments, { namespace: 'default', name: 'web' })
    await cluster.advance('10s')
    expect((await cluster.client.list(pods)).items).toEqual([])
  })

  it('serves HTTPS to whoever has its kubeconfig', async () => {
    await using cluster = await Cluster.start()
    const transport = await transportFromKubeconfig(parseKubeconfig(await cluster.kubeconfig()), {
      clock: systemClock,
    })
    const client = createClient(transport)
    await client.create(configMaps, {
      metadata: { namespace: 'default', name: 'over-https' },
      data: { a: 'b' },
    })
    expect(await cluster.client.get(configMaps, { namespace: 'default', name: 'over-https' })).toMatchObject({
      data: { a: 'b' },
    })
    transport.close()
  })

  it('has a certificate for where it listens, whoever asked for certificates before', async () => {
    await using cluster = await Cluster.start()
    await cluster.certificates()
    await cluster.listen({ host: '127.0.0.2' })
    const kubeconfig = parseKubeconfig(await cluster.kubeconfig())
    const transport = await transportFromKubeconfig(kubeconfig, { clock: systemClock })
    const { items } = await createClient(transport).list(namespaces)
    transport.close()
    expect(items.map(({ metadata }) => metadata.name)).toContain('kube-system')
  })

  it('runs beside others in one process', async () => {
    const clusters = await Promise.all(
      Array.from({ length: 5 }, () => Cluster.start({ clock: new VirtualClock() })),
    )
    await Promise.all(clusters.map(({ client }) => client.create(deployments, web)))
    for (const cluster of clusters) {
      await cluster.settle()
      expect((await cluster.client.list(pods)).items).toHaveLength(3)
      await cluster.stop()
    }
  })
})
