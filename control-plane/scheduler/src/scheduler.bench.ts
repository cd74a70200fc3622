import type { Pod } from '@knarr/api/core/v1'
import type { Draft } from '@knarr/machinery'
import { test } from 'vitest'
import { nodeOf, podOf } from './testing/objects.ts'
import { SchedulerWorld } from './testing/scheduler-world.ts'

const nodeCount = 1_000
const podCount = 1_000

const zones = ['a', 'b', 'c']
const nodes = Array.from({ length: nodeCount }, (_, i) =>
  nodeOf(`node-${i}`, { metadata: { labels: { 'topology.kubernetes.io/zone': zones[i % 3] as string } } }),
)

function podsLike(spec: Partial<Pod['spec']>): readonly Draft<Pod>[] {
  return Array.from({ length: podCount }, (_, i) =>
    podOf(`pod-${i}`, {
      metadata: { labels: { app: 'web' } },
      spec,
      requests: { cpu: '100m', memory: '128Mi' },
    }),
  )
}

const spread: Partial<Pod['spec']> = {
  topologySpreadConstraints: [
    {
      topologyKey: 'topology.kubernetes.io/zone',
      maxSkew: 1,
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
    },
  ],
}

/** Starts a scheduler beside what is there already, and waits until every pod is bound. */
async function schedule(pods: readonly Draft<Pod>[]): Promise<void> {
  const world = new SchedulerWorld()
  await world.createAll([...nodes, ...pods])
  const scheduler = await world.start()
  while (!scheduler.isIdle) await world.settle()
  world.stop()
}

test('1,000 pods on 1,000 nodes, creation and informers included', { timeout: 60_000 }, async ({ bench }) => {
  const options = { iterations: 3, warmupIterations: 1, time: 0, warmupTime: 0 }
  await bench('plain', () => schedule(podsLike({}))).run(options)
  await bench('spread over zones', () => schedule(podsLike(spread))).run(options)
})
