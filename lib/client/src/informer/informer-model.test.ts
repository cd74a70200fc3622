import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import {
  expired,
  type KubeObject,
  type Random,
  seededRandom,
  serviceUnavailable,
  VirtualClock,
} from '@knarr/machinery'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createClient } from '../create-client.ts'
import { FakeTransport } from '../testing/fake-transport.ts'
import { settle } from '../testing/settle.ts'
import { createInformerFactory } from './informer-factory.ts'

const steps = ['create', 'update', 'delete', 'close', 'compact', 'fail', 'away', 'back', 'wait'] as const
type Step = (typeof steps)[number]

it('shows in the end what the server has, by events that add up, whatever breaks on the way', async () => {
  const plan = fc.array(fc.tuple(fc.constantFrom(...steps), fc.constantFrom('a', 'b', 'c')), {
    maxLength: 40,
  })
  await fc.assert(
    fc.asyncProperty(plan, fc.boolean(), fc.nat(1000), async (actions, streamsLists, seed) => {
      const world = open(streamsLists, seededRandom(seed))
      for (const [step, name] of actions) await world.act(step, name)
      await world.act('back', '')
      await world.clock.advance(120_000, () => settle(3))
      const { items } = await world.client.list(configMaps)
      expect(byName(world.informer.list())).toEqual(byName(items))
      expect(Object.fromEntries(world.shown)).toEqual(byName(items))
      world.stop.abort()
      await settle(3)
      expect(world.transport.openWatches).toBe(0)
    }),
    { numRuns: 60, seed: 7 },
  )
})

function byName(objects: readonly KubeObject[]): Record<string, string> {
  return Object.fromEntries(objects.map(({ metadata }) => [metadata.name, metadata.resourceVersion]))
}

function open(streamsLists: boolean, random: Random) {
  const clock = new VirtualClock()
  const transport = new FakeTransport({ clock, streamsLists })
  const client = createClient(transport)
  const factory = createInformerFactory({ client, clock, random })
  const informer = factory.informer(configMaps)
  const stop = new AbortController()
  /** What a handler that believes its events thinks there is. */
  const shown = new Map<string, string>()
  informer.addHandler(believer(shown))
  factory.start(stop.signal)
  let isAway = false
  transport.intercept(({ method, query }) => {
    if (isAway && method === 'GET' && query) throw serviceUnavailable('away')
  })
  const key = (name: string) => ({ namespace: 'default', name })
  const acts: Record<Step, (name: string) => unknown> = {
    create: (name) => client.create(configMaps, { metadata: key(name) }),
    update: (name) =>
      client.patch(configMaps, key(name), { type: 'merge', patch: { data: { n: String(clock.now()) } } }),
    delete: (name) => client.delete(configMaps, key(name)),
    close: () => transport.closeWatches(),
    compact: () => transport.compact(),
    fail: () => transport.failWatches(expired('too old resource version')),
    away: () => {
      isAway = true
    },
    back: () => {
      isAway = false
    },
    wait: () => clock.advance(20_000, () => settle(3)),
  }
  const act = async (step: Step, name: string): Promise<void> => {
    await Promise.resolve(acts[step](name)).catch(() => {})
    if (random.next() < 0.5) await settle(3)
  }
  return { clock, transport, client, informer, stop, shown, act }
}

function believer(shown: Map<string, string>) {
  return {
    onAdd({ metadata }: ConfigMap) {
      if (shown.has(metadata.name)) throw new Error(`${metadata.name} was added twice`)
      shown.set(metadata.name, metadata.resourceVersion)
    },
    onUpdate({ metadata }: ConfigMap, old: ConfigMap) {
      if (shown.get(metadata.name) !== old.metadata.resourceVersion)
        throw new Error('updated from the unknown')
      shown.set(metadata.name, metadata.resourceVersion)
    },
    onDelete: ({ metadata }: ConfigMap) => void shown.delete(metadata.name),
  }
}
