import { leases } from '@knarr/api/coordination/v1'
import { events, nodes } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { KubeletWorld } from '../testing/kubelet-world.ts'

const readyOf = async (world: KubeletWorld) =>
  (await world.node()).status?.conditions?.find(({ type }) => type === 'Ready')
const statusWrites = ({ transport }: KubeletWorld): number =>
  transport.writes.filter(({ path }) => path.endsWith('/nodes/node-1/status')).length

describe('a node', () => {
  it('is registered with what it is, and told of', async () => {
    await using world = await KubeletWorld.start()
    expect(await world.node()).toMatchObject({
      metadata: { labels: { 'kubernetes.io/hostname': 'node-1', 'kubernetes.io/os': 'linux' } },
      spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] },
      status: { capacity: { cpu: '4', pods: '110' }, nodeInfo: { kubeletVersion: 'v1.36.0' } },
    })
    expect(await readyOf(world)).toMatchObject({ status: 'True', reason: 'KubeletReady' })
    expect(await world.told('node-1')).toEqual([
      'Normal Starting: Starting kubelet.',
      'Normal NodeHasSufficientMemory: Node node-1 status is now: NodeHasSufficientMemory',
      'Normal NodeHasNoDiskPressure: Node node-1 status is now: NodeHasNoDiskPressure',
      'Normal NodeHasSufficientPID: Node node-1 status is now: NodeHasSufficientPID',
      'Normal NodeReady: Node node-1 status is now: NodeReady',
    ])
    const [event] = (await world.client.list(events)).items
    expect(event?.involvedObject).toMatchObject({ kind: 'Node', name: 'node-1', uid: 'node-1' })
  })

  it('without a runtime is not ready, and says why', async () => {
    const kubelet = { runtime: undefined, runtimeProblem: 'it needs root' }
    await using world = await KubeletWorld.start({ kubelet })
    expect(await readyOf(world)).toMatchObject({
      ...{ status: 'False', reason: 'KubeletNotReady' },
      message: 'container runtime is down: it needs root',
    })
    expect(await world.told('node-1')).toContain(
      'Normal NodeNotReady: Node node-1 status is now: NodeNotReady',
    )
    expect(world.kubelet?.api).toBeUndefined()
  })

  it('follows its runtime within ten seconds', async () => {
    await using world = await KubeletWorld.start()
    const healthy = world.runtime.conditions
    world.runtime.conditions = [
      { type: 'NetworkReady', status: false, reason: 'NetworkPluginNotReady', message: 'cni is not up' },
    ]
    await world.advance(10)
    expect(await readyOf(world)).toMatchObject({
      status: 'False',
      message: expect.stringContaining(
        'NetworkReady is false: reason:NetworkPluginNotReady message:cni is not up',
      ),
    })
    world.runtime.conditions = healthy
    await world.advance(10)
    expect(await readyOf(world)).toMatchObject({ status: 'True' })
    expect((await world.told('node-1')).slice(-2).map((text) => text.split(':')[0])).toEqual([
      'Normal NodeReady',
      'Normal NodeNotReady',
    ])
  })

  it('renews its Lease every ten seconds, and writes an unchanged status every five minutes only', async () => {
    await using world = await KubeletWorld.start()
    const before = statusWrites(world)
    const key = { namespace: 'kube-node-lease', name: 'node-1' }
    await world.advance(290)
    expect(statusWrites(world)).toBe(before)
    expect((await world.client.get(leases, key)).spec).toMatchObject({
      ...{ holderIdentity: 'node-1', leaseDurationSeconds: 40 },
      renewTime: '2026-01-01T00:04:50.000000Z',
    })
    await world.advance(20)
    expect(statusWrites(world)).toBe(before + 1)
  })

  it('that someone deleted registers again', async () => {
    await using world = await KubeletWorld.start()
    const { metadata } = await world.node()
    await world.client.delete(nodes, { namespace: '', name: 'node-1' })
    await world.advance(20)
    expect((await world.node()).metadata.uid).not.toBe(metadata.uid)
    expect(await readyOf(world)).toMatchObject({ status: 'True' })
  })
})
