import type { Container, Probe } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { type ContainerScript, execResult } from '../testing/container-script.ts'
import { KubeletWorld } from '../testing/kubelet-world.ts'

const container = (name: string, rest: Partial<Container> = {}): Container => ({
  name,
  image: 'web:1',
  ...rest,
})
const sidecar = (name: string, rest: Partial<Container> = {}): Container =>
  container(name, { restartPolicy: 'Always', ...rest })

const condition = async (world: KubeletWorld, type: string) => {
  const conditions = (await world.pod('web'))?.status?.conditions ?? []
  return conditions.find((one) => one.type === type)
}
const created = ({ calls }: KubeletWorld): string[] =>
  calls.filter((call) => call.startsWith('createContainer')).map((call) => call.split(' ')[1] ?? '')
const stopped = async ({ calls, runtime }: KubeletWorld): Promise<(string | undefined)[]> => {
  const all = await runtime.listContainers()
  const ids = calls.filter((call) => call.startsWith('stopContainer')).map((call) => call.split(' ')[1])
  return ids.map((id) => all.find((status) => status.id === id)?.metadata.name)
}

describe('init containers', () => {
  const initContainers = [container('a'), container('b')]

  it('run one after the other, then the others', async () => {
    const scripts = { a: { runForMs: 5000 }, b: { runForMs: 5000 } }
    await using world = await KubeletWorld.start({ scripts })
    await world.createPod('web', { initContainers, containers: [container('c')] })
    expect(created(world)).toEqual(['a'])
    expect((await world.pod('web'))?.status).toMatchObject({
      phase: 'Pending',
      initContainerStatuses: [
        { state: { running: {} } },
        { state: { waiting: { reason: 'PodInitializing' } } },
      ],
      containerStatuses: [{ state: { waiting: { reason: 'PodInitializing' } } }],
    })
    expect(await condition(world, 'Initialized')).toMatchObject({
      ...{ status: 'False', reason: 'ContainersNotInitialized' },
      message: 'containers with incomplete status: [a b]',
    })
    await world.advance(6)
    expect(created(world)).toEqual(['a', 'b'])
    await world.advance(6)
    expect(created(world)).toEqual(['a', 'b', 'c'])
    expect((await world.pod('web'))?.status?.phase).toBe('Running')
    expect(await condition(world, 'Initialized')).toMatchObject({ status: 'True' })
  })

  it('that fail are tried again, and keep the others back', async () => {
    const a = (attempt: number): ContainerScript => ({ runForMs: 1000, exitCode: attempt === 0 ? 1 : 0 })
    await using world = await KubeletWorld.start({ scripts: { a, b: { runForMs: 1000 } } })
    await world.createPod('web', { initContainers, containers: [container('c')] })
    await world.advance(30)
    expect(created(world)).toEqual(['a', 'a', 'b', 'c'])
  })

  it('that fail end a pod that is never restarted', async () => {
    await using world = await KubeletWorld.start({ scripts: { a: { runForMs: 1000, exitCode: 1 } } })
    await world.createPod('web', { initContainers, containers: [container('c')], restartPolicy: 'Never' })
    await world.advance(30)
    expect(created(world)).toEqual(['a'])
    expect((await world.pod('web'))?.status?.phase).toBe('Failed')
  })
})

describe('sidecars', () => {
  it('start before the others and stop after them, in reverse', async () => {
    await using world = await KubeletWorld.start()
    const initContainers = [sidecar('s1'), sidecar('s2')]
    await world.createPod('web', { initContainers, containers: [container('c')] })
    expect(created(world)).toEqual(['s1', 's2', 'c'])
    const names = new Map(
      (await world.runtime.listContainers()).map(({ id, metadata }) => [id, metadata.name]),
    )
    await world.deletePod('web')
    const ids = world.calls
      .filter((call) => call.startsWith('stopContainer'))
      .map((call) => call.split(' ')[1])
    expect(ids.map((id) => names.get(id ?? ''))).toEqual(['c', 's2', 's1'])
  })

  it('keep no pod from succeeding', async () => {
    await using world = await KubeletWorld.start({ scripts: { c: { runForMs: 1000 } } })
    await world.createPod('web', {
      ...{ initContainers: [sidecar('s')], containers: [container('c')], restartPolicy: 'Never' },
    })
    await world.advance(5)
    expect((await world.pod('web'))?.status?.phase).toBe('Succeeded')
    expect(await stopped(world)).toEqual(['s'])
  })
})

describe('probes', () => {
  const probe: Probe = { exec: { command: ['check'] }, periodSeconds: 5, failureThreshold: 2 }

  it('of readiness decide whether the pod is ready', async () => {
    let isHealthy = false
    const exec = () => execResult(isHealthy ? 0 : 1, 'not yet')
    await using world = await KubeletWorld.start({ scripts: { c: { exec } } })
    await world.createPod('web', { containers: [container('c', { readinessProbe: probe })] })
    expect(await condition(world, 'Ready')).toMatchObject({
      ...{ status: 'False', reason: 'ContainersNotReady' },
      message: 'containers with unready status: [c]',
    })
    isHealthy = true
    await world.advance(6)
    expect(await condition(world, 'Ready')).toMatchObject({ status: 'True' })
    isHealthy = false
    await world.advance(6)
    expect(await condition(world, 'Ready')).toMatchObject({ status: 'True' })
    await world.advance(6)
    expect(await condition(world, 'Ready')).toMatchObject({ status: 'False' })
    expect((await world.pod('web'))?.status?.containerStatuses?.[0]?.restartCount).toBe(0)
    expect(await world.told('web')).toContain('Warning Unhealthy: Readiness probe failed: not yet')
  })

  it('of startup come before the others', async () => {
    let isUp = false
    const asked: string[] = []
    const exec = ([command = '']: readonly string[]) => {
      asked.push(command)
      return execResult(isUp ? 0 : 1)
    }
    const named = (name: string): Probe => ({ ...probe, exec: { command: [name] }, failureThreshold: 10 })
    await using world = await KubeletWorld.start({ scripts: { c: { exec } } })
    const probes = {
      startupProbe: named('startup'),
      livenessProbe: named('live'),
      readinessProbe: named('ready'),
    }
    await world.createPod('web', { containers: [container('c', probes)] })
    await world.advance(20)
    expect(new Set(asked)).toEqual(new Set(['startup']))
    expect((await world.pod('web'))?.status?.containerStatuses?.[0]).toMatchObject({
      started: false,
      ready: false,
    })
    isUp = true
    await world.advance(5)
    expect((await world.pod('web'))?.status?.containerStatuses?.[0]).toMatchObject({
      started: true,
      ready: true,
    })
    asked.length = 0
    await world.advance(5)
    expect([...asked].sort()).toEqual(['live', 'ready'])
  })
})

describe('hooks', () => {
  it('before the stop take their time from the grace period', async () => {
    const script = { ignoresStop: true }
    await using world = await KubeletWorld.start({ scripts: { c: script } })
    const lifecycle = { preStop: { sleep: { seconds: 10 } } }
    await world.createPod('web', { containers: [container('c', { lifecycle })] })
    await world.deletePod('web')
    await world.advance(9)
    expect(world.calls.filter((call) => call.startsWith('stopContainer'))).toEqual([])
    await world.advance(20)
    expect(await world.pod('web')).toBeDefined()
    await world.advance(2)
    expect(await world.pod('web')).toBeUndefined()
  })

  it('before the stop that fail are told of, and the container is stopped', async () => {
    await using world = await KubeletWorld.start({ scripts: { c: { exec: () => execResult(1) } } })
    const lifecycle = { preStop: { exec: { command: ['drain'] } } }
    await world.createPod('web', { containers: [container('c', { lifecycle })] })
    await world.deletePod('web')
    expect(await world.pod('web')).toBeUndefined()
    expect(await world.told('web')).toContain('Warning FailedPreStopHook: PreStopHook failed')
  })

  it('after the start that fail end the container, and it is tried again', async () => {
    await using world = await KubeletWorld.start({ scripts: { c: { exec: () => execResult(1) } } })
    const lifecycle = { postStart: { exec: { command: ['warm'] } } }
    await world.createPod('web', { containers: [container('c', { lifecycle })] })
    expect(await world.told('web')).toContain('Warning FailedPostStartHook: PostStartHook failed')
    await world.advance(30)
    expect(created(world).length).toBeGreaterThan(1)
  })
})
