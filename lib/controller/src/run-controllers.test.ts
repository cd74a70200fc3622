import { type ReplicaSet, replicaSets } from '@knarr/api/apps/v1'
import { configMaps, type Node, nodes, type Pod, pods } from '@knarr/api/core/v1'
import { createClient, createInformerFactory } from '@knarr/client'
import { FakeTransport, settle } from '@knarr/client/testing'
import { conflict, type Draft, keyText, type ObjectKey, seededRandom, VirtualClock } from '@knarr/machinery'
import { afterEach, describe, expect, it } from 'vitest'
import type { Controller } from './controller.ts'
import { controllerRef } from './owner/controller-of.ts'
import { runControllers } from './run-controllers.ts'

const stops: AbortController[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort()
})

function open() {
  const clock = new VirtualClock()
  const transport = new FakeTransport({ clock })
  const client = createClient(transport)
  const random = seededRandom(1)
  const informers = createInformerFactory({ client, clock, random })
  const stop = new AbortController()
  stops.push(stop)
  const errors: unknown[] = []
  const logger = {
    info: () => {},
    warn: () => {},
    error: (message: string, fields: unknown) => void errors.push([message, fields]),
  }
  const eventsFor = () => ({ event: () => {} })
  const run = (...controllers: Controller[]) =>
    runControllers(controllers, {
      ...{ clientFor: () => client, informers, clock, random, logger, eventsFor, signal: stop.signal },
    })
  return { clock, transport, client, informers, run, stop, errors }
}

const set = (name: string) => ({ metadata: { name, namespace: 'a' }, spec: {} }) as Draft<ReplicaSet>
const pod = (name: string, owner?: ReplicaSet, kind = replicaSets) =>
  ({
    metadata: { name, namespace: 'a', ownerReferences: owner ? [controllerRef(owner, kind)] : [] },
    spec: {},
  }) as unknown as Draft<Pod>

function recording(keys: string[], more: Partial<Controller> = {}): Controller {
  return {
    name: 'test-controller',
    watches: replicaSets,
    reconcile: async (key) => {
      keys.push(keyText(key))
      return undefined
    },
    ...more,
  }
}

describe('runControllers', () => {
  it('reconciles what is there once the caches have synced, then what changes', async () => {
    const { client, run } = open()
    await client.create(replicaSets, set('web'))
    const keys: string[] = []
    const seen: boolean[] = []
    const manager = run(
      recording(keys, {
        async reconcile(key, { lister }) {
          keys.push(keyText(key))
          seen.push(lister.get(replicaSets, key) !== undefined)
          return undefined
        },
      }),
    )
    await manager.started()
    await settle()
    expect(keys).toEqual(['a/web'])
    await client.delete(replicaSets, { namespace: 'a', name: 'web' })
    await settle()
    expect(keys).toEqual(['a/web', 'a/web'])
    expect(seen).toEqual([true, false])
  })

  it('enqueues the controlling owner of what it owns, and the former one when it changes hands', async () => {
    const { client, run } = open()
    const [a, b] = [await client.create(replicaSets, set('a')), await client.create(replicaSets, set('b'))]
    const keys: string[] = []
    await run(recording(keys, { owns: [pods] })).started()
    await settle()
    keys.length = 0
    await client.create(pods, pod('orphan'))
    await client.create(pods, pod('of-another-kind', a, { ...replicaSets, group: 'other.io' }))
    const owned = await client.create(pods, pod('owned', a))
    await settle()
    expect(keys).toEqual(['a/a'])
    keys.length = 0
    const ownerReferences = [controllerRef(b, replicaSets)]
    await client.update(pods, { ...owned, metadata: { ...owned.metadata, ownerReferences } })
    await settle()
    expect(keys.toSorted()).toEqual(['a/a', 'a/b'])
  })

  it('maps namespaced objects to an owner without a namespace', async () => {
    const { client, run } = open()
    const node = await client.create(nodes, { metadata: { name: 'n1' } } as Draft<Node>)
    const keys: string[] = []
    await run(recording(keys, { watches: nodes, owns: [configMaps] })).started()
    await settle()
    const ownerReferences = [controllerRef(node, nodes)]
    await client.create(configMaps, { metadata: { name: 'x', namespace: 'a', ownerReferences } })
    await settle()
    expect(keys).toEqual(['n1', 'n1'])
  })

  it('comes again after a failure, later each time, and logs it', async () => {
    const { client, clock, run, errors } = open()
    await client.create(replicaSets, set('web'))
    const at: number[] = []
    const started = clock.now()
    const failing = recording([], {
      async reconcile() {
        at.push(clock.now() - started)
        if (at.length < 4) throw new Error('not yet')
        return undefined
      },
    })
    await run(failing).started()
    await clock.advance(10_000, settle)
    expect(at).toEqual([0, 5, 15, 35])
    expect(errors).toHaveLength(3)
    expect(errors[0]).toMatchObject(['reconcile failed', { controller: 'test-controller', key: 'a/web' }])
  })

  it('starts the backoff over once a reconcile has succeeded', async () => {
    const { client, clock, run } = open()
    await client.create(replicaSets, set('web'))
    const at: number[] = []
    const started = clock.now()
    const flaky = recording([], {
      async reconcile() {
        at.push(clock.now() - started)
        if (at.length % 3 !== 0) throw new Error('not yet')
        return { requeueAfterMs: 1000 }
      },
    })
    await run(flaky).started()
    await clock.advance(1100, settle)
    expect(at).toEqual([0, 5, 15, 1015, 1020, 1030])
  })

  it('comes again after a conflict without a word', async () => {
    const { client, clock, run, errors } = open()
    await client.create(replicaSets, set('web'))
    let runs = 0
    const losing = recording([], {
      async reconcile() {
        if (runs++ === 0) throw conflict(replicaSets, 'web')
        return undefined
      },
    })
    await run(losing).started()
    await clock.advance(1000, settle)
    expect(runs).toBe(2)
    expect(errors).toEqual([])
  })

  it('looks again when it was asked to', async () => {
    const { client, clock, run } = open()
    await client.create(replicaSets, set('web'))
    const at: number[] = []
    const started = clock.now()
    const patient = recording([], {
      async reconcile() {
        at.push(clock.now() - started)
        return { requeueAfterMs: 30_000 }
      },
    })
    await run(patient).started()
    await clock.advance(60_000, settle)
    expect(at).toEqual([0, 30_000, 60_000])
  })

  it('never runs one key twice at once, nor more keys than it has workers', async () => {
    const { client, run } = open()
    for (const name of ['a', 'b', 'c']) await client.create(replicaSets, set(name))
    const running: string[] = []
    const finish: (() => void)[] = []
    let most = 0
    const slow = recording([], {
      workers: 2,
      async reconcile(key) {
        expect(running).not.toContain(key.name)
        running.push(key.name)
        most = Math.max(most, running.length)
        await new Promise<void>((resolve) => finish.push(resolve))
        running.splice(running.indexOf(key.name), 1)
        return undefined
      },
    })
    const manager = run(slow)
    await manager.started()
    await settle()
    await client.patch(replicaSets, { namespace: 'a', name: 'a' }, { type: 'merge', patch: { x: 1 } })
    await settle()
    expect(manager.isIdle).toBe(false)
    expect(manager.depth('test-controller')).toBe(1)
    for (let end = finish.shift(); end; end = finish.shift()) {
      end()
      await settle()
    }
    expect(most).toBe(2)
    expect(manager.isIdle).toBe(true)
  })

  it('sets up before informers start: indexes, further sources, and its own enqueue', async () => {
    const { client, run } = open()
    await client.create(configMaps, { metadata: { name: 'x', namespace: 'a' }, data: { for: 'web' } })
    const keys: string[] = []
    const found: number[] = []
    const controller = recording(keys, {
      reads: [pods],
      setup({ informer, enqueue }) {
        informer(configMaps).addIndex('for', ({ data }) => [data?.for ?? ''])
        informer(configMaps).addHandler({
          onAdd: ({ metadata, data }) =>
            enqueue({ namespace: metadata.namespace ?? '', name: data?.for ?? '' }),
        })
      },
      async reconcile(key: ObjectKey, { lister }) {
        keys.push(keyText(key))
        found.push(lister.byIndex(configMaps, 'for', key.name).length, lister.list(pods).length)
        return undefined
      },
    })
    await run(controller).started()
    await settle()
    expect(keys).toEqual(['a/web'])
    expect(found).toEqual([1, 0])
  })

  it('ends when the signal aborts, after what is in work', async () => {
    const { client, run, stop, transport, clock } = open()
    await client.create(replicaSets, set('web'))
    const work = Promise.withResolvers<void>()
    let stopped = false
    const manager = run(recording([], { reconcile: () => work.promise.then(() => undefined) }))
    void manager.stopped().then(() => {
      stopped = true
    })
    await manager.started()
    await settle()
    stop.abort()
    await settle()
    expect(stopped).toBe(false)
    work.resolve()
    await settle()
    expect(stopped).toBe(true)
    expect([transport.openWatches, clock.armed]).toEqual([0, 0])
  })
})
