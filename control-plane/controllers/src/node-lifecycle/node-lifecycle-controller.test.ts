import { leases } from '@knarr/api/coordination/v1'
import { type Node, nodes, type Pod, pods, type Taint, type Toleration } from '@knarr/api/core/v1'
import { conditionOf } from '@knarr/controller'
import { type Draft, timestamp } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { makeReady, namespace, podDraft } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { taintsFor } from './node-health.ts'
import { nodeLifecycleController } from './node-lifecycle-controller.ts'
import { taintEvictionController } from './taint-eviction-controller.ts'

async function open() {
  const world = openControllers()
  const { client, clock, pass } = world
  const lease = { namespace: 'kube-node-lease' }
  const addNode = async (name: string, ready?: string) => {
    const node = await client.create(nodes, { metadata: { name }, spec: {} })
    if (!ready) return
    const times = { lastHeartbeatTime: timestamp(clock.now()), lastTransitionTime: timestamp(clock.now()) }
    await client.updateStatus(nodes, {
      ...node,
      status: { conditions: [{ type: 'Ready', status: ready, ...times }] },
    })
    await client.create(leases, { metadata: { ...lease, name }, spec: { renewTime: 'at first' } })
  }
  const setReady = async (name: string, status: string) => {
    const node = await client.get(nodes, { namespace: '', name })
    const conditions = [{ type: 'Ready', status, lastHeartbeatTime: timestamp(clock.now()) }]
    await client.updateStatus(nodes, { ...node, status: { conditions } })
    await pass()
  }
  /** Time goes on while these nodes keep their leases and the others are silent. */
  const passWith = async (alive: string[], ms: number) => {
    for (let left = ms; left > 0; left -= 10_000) {
      for (const name of alive) {
        const patch = { spec: { renewTime: `${clock.now()}` } }
        await client.patch(leases, { ...lease, name }, { type: 'merge', patch })
      }
      await pass(Math.min(left, 10_000))
    }
  }
  const addPod = async (name: string, tolerations: Toleration[] = []) => {
    const pod = await client.create(pods, podDraft(name, {}, { nodeName: 'n1', tolerations }))
    await makeReady(client, clock, pod)
  }
  const node = (name: string) => client.get(nodes, { namespace: '', name })
  const readyOf = async (name: string) => conditionOf((await node(name)).status?.conditions, 'Ready')?.status
  const taintsOf = async (name: string) =>
    ((await node(name)).spec.taints ?? []).map(({ key, effect }) => `${key.split('/').at(-1)}:${effect}`)
  const podNames = async () =>
    (await client.list(pods, { namespace })).items.map(({ metadata }) => metadata.name)
  const run = () => world.run(nodeLifecycleController, taintEvictionController)
  return { ...world, addNode, setReady, passWith, addPod, readyOf, taintsOf, podNames, node, run }
}

describe('a node that falls silent', () => {
  it('becomes Unknown and tainted, its pods not ready, and all of it ends when it is back', async () => {
    const { addNode, addPod, run, passWith, readyOf, taintsOf, events, client, setReady, node } = await open()
    await addNode('n1', 'True')
    await addNode('n2', 'True')
    await addPod('one', [{ operator: 'Exists' }])
    await run()
    await passWith(['n2'], 50_000)
    expect([await readyOf('n1'), await taintsOf('n1')]).toEqual(['True', []])
    await passWith(['n2'], 10_000)
    expect([await readyOf('n1'), await readyOf('n2')]).toEqual(['Unknown', 'True'])
    expect((await node('n1')).status?.conditions).toMatchObject([
      { type: 'Ready', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' },
      { type: 'MemoryPressure', reason: 'NodeStatusNeverUpdated' },
      { type: 'DiskPressure' },
      { type: 'PIDPressure' },
    ])
    expect(await taintsOf('n1')).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute'])
    const pod = await client.get(pods, { namespace, name: 'one' })
    expect(conditionOf(pod.status?.conditions, 'Ready')?.status).toBe('False')
    expect(events.map(({ by, about, text }) => `${by}: ${about}: ${text}`)).toEqual([
      'node-controller: n1: Normal RegisteredNode Node n1 event: Registered Node n1 in Controller',
      'node-controller: n2: Normal RegisteredNode Node n2 event: Registered Node n2 in Controller',
      'node-controller: n1: Normal NodeNotReady Node n1 status is now: NodeNotReady',
      'node-controller: one: Warning NodeNotReady Node is not ready',
    ])
    await setReady('n1', 'True')
    expect(await taintsOf('n1')).toEqual([])
  })

  it('loses its pods, each when the time it tolerates is over', async () => {
    const { addNode, addPod, run, passWith, podNames, events } = await open()
    await addNode('n1', 'True')
    await addNode('n2', 'True')
    await addPod('impatient')
    await addPod('minute', [{ operator: 'Exists', tolerationSeconds: 60 }])
    await addPod('patient', [{ operator: 'Exists' }])
    await run()
    await passWith(['n2'], 60_000)
    expect(await podNames()).toEqual(['minute', 'patient'])
    expect(events.at(-1)).toMatchObject({
      by: 'taint-eviction-controller',
      text: `Normal TaintManagerEviction Marking for deletion Pod ${namespace}/impatient`,
    })
    await passWith(['n2'], 40_000)
    expect(await podNames()).toEqual(['minute', 'patient'])
    await passWith(['n2'], 20_000)
    expect(await podNames()).toEqual(['patient'])
  })

  it('keeps its pods when it is back before their time is over', async () => {
    const { addNode, addPod, run, passWith, podNames, setReady } = await open()
    await addNode('n1', 'True')
    await addNode('n2', 'True')
    await addPod('minute', [{ operator: 'Exists', tolerationSeconds: 60 }])
    await run()
    await passWith(['n2'], 80_000)
    await setReady('n1', 'True')
    await passWith(['n1', 'n2'], 120_000)
    expect(await podNames()).toEqual(['minute'])
  })

  it('keeps its pods while no node at all is ready, and loses them when another is', async () => {
    const { addNode, addPod, run, pass, podNames, taintsOf, setReady } = await open()
    await addNode('n1', 'True')
    await addNode('n2', 'True')
    await addPod('one', [{ operator: 'Exists', tolerationSeconds: 1 }])
    await run()
    await pass(120_000)
    expect([await podNames(), await taintsOf('n1')]).toEqual([['one'], ['unreachable:NoSchedule']])
    await setReady('n2', 'True')
    await pass(2_000)
    expect(await podNames()).toEqual([])
  })
})

describe('a node', () => {
  it('is not silent because the control plane was away', async () => {
    const { addNode, run, pass, readyOf } = await open()
    await addNode('n1', 'True')
    await pass(3_600_000)
    await run()
    expect(await readyOf('n1')).toBe('True')
    await pass(50_001)
    expect(await readyOf('n1')).toBe('Unknown')
  })

  it('that never said anything gets a minute', async () => {
    const { addNode, run, pass, readyOf, taintsOf } = await open()
    await addNode('n1')
    await run()
    await pass(60_000)
    expect([await readyOf('n1'), await taintsOf('n1')]).toEqual([undefined, []])
    await pass(1)
    expect([await readyOf('n1'), await taintsOf('n1')]).toEqual(['Unknown', ['unreachable:NoSchedule']])
  })

  it('that says it is not ready is tainted, but its pods are its own to judge', async () => {
    const { addNode, addPod, run, passWith, taintsOf, client, setReady } = await open()
    await addNode('n1', 'True')
    await addNode('n2', 'True')
    await addPod('one', [{ operator: 'Exists' }])
    await run()
    await setReady('n1', 'False')
    await passWith(['n1', 'n2'], 10_000)
    expect(await taintsOf('n1')).toEqual(['not-ready:NoSchedule', 'not-ready:NoExecute'])
    const pod = await client.get(pods, { namespace, name: 'one' })
    expect(conditionOf(pod.status?.conditions, 'Ready')?.status).toBe('True')
  })

  it('evicts a pod that is bound to it later', async () => {
    const { client, run, pass, podNames } = await open()
    const taints: Taint[] = [{ key: 'mine', effect: 'NoExecute' }]
    await client.create(nodes, { metadata: { name: 'n1' }, spec: { taints } })
    await client.create(pods, podDraft('one'))
    await run()
    expect(await podNames()).toEqual(['one'])
    const target = { kind: 'Node', name: 'n1' }
    await client.create(pods, { metadata: { name: 'one', namespace }, target } as unknown as Draft<Pod>, {
      subresource: 'binding',
    })
    await pass()
    expect(await podNames()).toEqual([])
  })
})

describe('the taints of a node', () => {
  const now = '2026-01-01T00:00:00Z'
  const nodeOf = (taints: Taint[], conditions: [string, string][], unschedulable = false) =>
    ({
      spec: { taints, unschedulable },
      status: { conditions: conditions.map(([type, status]) => ({ type, status })) },
    }) as unknown as Node
  const mine: Taint = { key: 'mine', effect: 'NoSchedule' }

  it.each([
    [
      'follow its conditions',
      nodeOf(
        [],
        [
          ['Ready', 'True'],
          ['MemoryPressure', 'True'],
          ['DiskPressure', 'False'],
          ['NetworkUnavailable', 'True'],
        ],
      ),
      ['memory-pressure:NoSchedule', 'network-unavailable:NoSchedule'],
    ],
    [
      'follow whether it may be scheduled on',
      nodeOf([mine], [['Ready', 'True']], true),
      ['mine:NoSchedule', 'unschedulable:NoSchedule'],
    ],
    [
      'that others set stay',
      nodeOf([{ key: 'node.kubernetes.io/memory-pressure', effect: 'NoExecute' }, mine], []),
      ['memory-pressure:NoExecute', 'mine:NoSchedule'],
    ],
    [
      'go with their cause',
      nodeOf([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }, mine], [['Ready', 'True']]),
      ['mine:NoSchedule'],
    ],
  ] as [string, Node, string[]][])('%s', (_title, node, expected) => {
    expect(taintsFor(node, now, true).map(({ key, effect }) => `${key.split('/').at(-1)}:${effect}`)).toEqual(
      expected,
    )
  })

  it('keep the time they were added, and new ones have one', () => {
    const old: Taint = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: 'then' }
    expect(
      taintsFor(nodeOf([old], [['Ready', 'Unknown']]), now, true).map(({ timeAdded }) => timeAdded),
    ).toEqual(['then', now])
  })
})
