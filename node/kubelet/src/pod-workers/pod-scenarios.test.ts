import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configMaps } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { execResult } from '../testing/container-script.ts'
import { KubeletWorld } from '../testing/kubelet-world.ts'

const asking = (cpu: string) => ({
  containers: [{ name: 'c', image: 'web:1', resources: { requests: { cpu } } }],
})

describe('a pod the node has no room for', () => {
  it('fails with the reason, and nothing of it is started', async () => {
    await using world = await KubeletWorld.start()
    await world.createPod('first', asking('3'))
    await world.createPod('second', asking('2'))
    const message = "Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000"
    const pod = await world.pod('second')
    expect(pod?.status).toEqual({
      ...{ phase: 'Failed', qosClass: 'BestEffort', reason: 'OutOfcpu' },
      message: `Pod was rejected: ${message}`,
    })
    expect(await world.told('second')).toEqual([`Warning OutOfcpu: ${message}`])
    expect(world.calls).not.toContain('runPodSandbox second')
  })

  it('stays failed when there is room, also after a restart, and can be deleted', async () => {
    await using world = await KubeletWorld.start()
    await world.createPod('first', asking('3'))
    await world.createPod('second', asking('2'))
    await world.deletePod('first')
    await world.kubelet?.stop()
    await world.startKubelet()
    await world.advance(120)
    expect((await world.pod('second'))?.status).toMatchObject({ phase: 'Failed', reason: 'OutOfcpu' })
    await world.deletePod('second')
    expect(await world.pod('second')).toBeUndefined()
    expect(world.calls).not.toContain('runPodSandbox second')
  })

  it('is not refused for one that is gone from the API and still ending here', async () => {
    await using world = await KubeletWorld.start()
    await world.createPod('first', asking('3'))
    world.runtime.stopPodSandbox = () => new Promise<void>(() => {})
    await world.deletePod('first', 0)
    await world.createPod('second', asking('3'))
    expect((await world.pod('second'))?.status?.phase).toBe('Running')
  })

  it('leaves a pod that runs already to run', async () => {
    await using world = await KubeletWorld.start()
    await world.createPod('first', asking('3'))
    await world.kubelet?.stop()
    await world.createPod('second', asking('3'))
    await world.startKubelet()
    expect((await world.pod('first'))?.status?.phase).toBe('Running')
    expect((await world.pod('second'))?.status?.phase).toBe('Failed')
  })
})

describe('a pod whose volume can no longer be brought up to date', () => {
  it('goes on with what it has', async () => {
    await using world = await KubeletWorld.start()
    const key = { namespace: 'default', name: 'settings' }
    await world.client.create(configMaps, { metadata: key, data: { a: 'b' } })
    const volumes = [{ name: 'v', configMap: { name: 'settings' } }]
    await world.createPod('web', { ...asking('1'), volumes })
    await world.client.delete(configMaps, key)
    const container = await world.container('c')
    world.runtime.exitContainer(container?.id ?? '', 1)
    await world.advance(61)
    const [status] = (await world.pod('web'))?.status?.containerStatuses ?? []
    expect(status).toMatchObject({ restartCount: 1, state: { running: {} } })
    expect((await world.told('web')).join('\n')).toContain('configmap "settings" not found')
  })
})

describe('a pod’s logs', () => {
  const write = (world: KubeletWorld, directory: string): string => {
    const path = join(world.rootDirectory, 'logs', directory)
    mkdirSync(join(path, 'c'), { recursive: true })
    writeFileSync(join(path, 'c', '0.log'), '')
    return path
  }

  it('go with the pod', async () => {
    await using world = await KubeletWorld.start()
    const { metadata } = await world.createPod('web', asking('1'))
    const path = write(world, `default_web_${metadata.uid}`)
    await world.deletePod('web')
    expect(existsSync(path)).toBe(false)
  })

  it('go when the pod was deleted while no kubelet ran', async () => {
    await using world = KubeletWorld.create()
    const path = write(world, 'default_web_1234')
    await world.startKubelet()
    expect(existsSync(path)).toBe(false)
  })

  it('go with the container that wrote them', async () => {
    const web = { runForMs: 1000, exitCode: 1 }
    await using world = await KubeletWorld.start({ scripts: { c: web } })
    const { metadata } = await world.createPod('web', asking('1'))
    const first = join(write(world, `default_web_${metadata.uid}`), 'c', '0.log')
    await world.advance(10)
    expect(existsSync(first)).toBe(true)
    await world.advance(30)
    expect((await world.pod('web'))?.status?.containerStatuses?.[0]?.restartCount).toBe(3)
    expect(existsSync(first)).toBe(false)
  })
})

describe('a container that a probe has restarted', () => {
  it('is given the probe’s own grace period', async () => {
    const sick = { exec: () => execResult(1), ignoresStop: true }
    await using world = await KubeletWorld.start({ scripts: { c: sick } })
    const livenessProbe = {
      ...{ exec: { command: ['check'] }, periodSeconds: 1, failureThreshold: 1 },
      terminationGracePeriodSeconds: 5,
    }
    const containers = [{ name: 'c', image: 'web:1', livenessProbe }]
    await world.createPod('web', { containers, terminationGracePeriodSeconds: 600 })
    await world.advance(8)
    const [status] = (await world.pod('web'))?.status?.containerStatuses ?? []
    expect(status).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 137 } } })
  })

  it('says in its status only what the API has fields for', async () => {
    await using world = await KubeletWorld.start({ scripts: { c: { runForMs: 1000, exitCode: 1 } } })
    await world.createPod('web', asking('1'))
    await world.advance(5)
    const [status] = (await world.pod('web'))?.status?.containerStatuses ?? []
    expect(Object.keys(status?.state?.waiting ?? {})).toEqual(['reason', 'message'])
  })
})
