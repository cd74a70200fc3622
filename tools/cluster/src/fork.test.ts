import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import { VirtualClock } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { Cluster } from './cluster.ts'

const named = (name: string, data: Record<string, string>): ConfigMap =>
  ({ metadata: { name, namespace: 'default' }, data }) as unknown as ConfigMap

it('a forked cluster has what was there, and both live on apart', async () => {
  await using cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1 })
  const made = await cluster.client.create(configMaps, named('shared', { by: 'both' }))
  await cluster.settle()
  await using fork = await cluster.fork({ seed: 2 })
  const key = { namespace: 'default', name: 'shared' }
  expect(await fork.client.get(configMaps, key)).toEqual(made)
  await fork.client.update(configMaps, { ...made, data: { by: 'fork' } })
  await fork.client.create(configMaps, named('only-there', {}))
  await cluster.client.update(configMaps, { ...made, data: { by: 'origin' } })
  await cluster.settle()
  await fork.settle()
  expect((await cluster.client.get(configMaps, key)).data).toEqual({ by: 'origin' })
  expect((await fork.client.get(configMaps, key)).data).toEqual({ by: 'fork' })
  await expect(cluster.client.get(configMaps, { ...key, name: 'only-there' })).rejects.toMatchObject({
    code: 404,
  })
})
