import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { KubeletApi, LogOptions } from '@knarr/rpc'
import { describe, expect, it } from 'vitest'
import { execResult } from '../testing/container-script.ts'
import { KubeletWorld } from '../testing/kubelet-world.ts'

const web = { containers: [{ name: 'c', image: 'web:1' }] }
const target = { namespace: 'default', pod: 'web', container: 'c' }
const plain = { stdin: false, stdout: true, stderr: true, tty: false }

function apiOf({ kubelet }: KubeletWorld): KubeletApi {
  if (!kubelet?.api) throw new Error('the kubelet has no API')
  return kubelet.api
}

async function writeLog(world: KubeletWorld, attempt: number, text: string): Promise<void> {
  const uid = (await world.pod('web'))?.metadata.uid
  const path = join(world.rootDirectory, 'logs', `default_web_${uid}`, 'c', `${attempt}.log`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `2026-01-01T00:00:00.000000000Z stdout F ${text}\n`)
}

async function logOf(world: KubeletWorld, options: LogOptions = {}): Promise<string> {
  const chunks: Uint8Array[] = []
  const log = await apiOf(world).containerLogs(target, options, new AbortController().signal)
  for await (const chunk of log) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

describe('a container’s log', () => {
  it('is that of the container that runs, and on demand of the one before', async () => {
    await using world = await KubeletWorld.start()
    await world.createPod('web', web)
    await writeLog(world, 0, 'first')
    expect(await logOf(world)).toBe('first\n')
    await expect(logOf(world, { previous: true })).rejects.toThrow(
      'previous terminated container "c" in pod "web" not found',
    )
    world.runtime.exitContainer((await world.container('c'))?.id ?? '', 1)
    await world.settle()
    await writeLog(world, 1, 'second')
    expect([await logOf(world), await logOf(world, { previous: true })]).toEqual(['second\n', 'first\n'])
  })

  it('of one that waits to be started again is its last one, also as the previous one', async () => {
    await using world = await KubeletWorld.start({ scripts: { c: { runForMs: 1000, exitCode: 1 } } })
    await world.createPod('web', web)
    await world.advance(5)
    expect((await world.pod('web'))?.status?.containerStatuses?.[0]?.state).toMatchObject({
      waiting: { reason: 'CrashLoopBackOff' },
    })
    await writeLog(world, 1, 'second')
    expect([await logOf(world), await logOf(world, { previous: true })]).toEqual(['second\n', 'second\n'])
  })

  it('is refused while the container waits for its first start', async () => {
    await using world = await KubeletWorld.start()
    await world.createPod('web', { ...web, volumes: [{ name: 'v', secret: { secretName: 'none' } }] })
    await expect(logOf(world)).rejects.toMatchObject({
      ...{ reason: 'BadRequest' },
      message: expect.stringContaining('container "c" in pod "web" is waiting to start: ContainerCreating'),
    })
  })
})

describe('a session', () => {
  it('runs a command in the container that runs', async () => {
    const exec = (command: readonly string[]) => execResult(command[0] === 'true' ? 0 : 7)
    await using world = await KubeletWorld.start({ scripts: { c: { exec } } })
    await world.createPod('web', web)
    const session = await apiOf(world).exec(target, ['false'], plain)
    expect(await session.exit).toEqual({ exitCode: 7 })
  })

  it.each([
    ['exec', (api: KubeletApi) => api.exec({ ...target, container: 'x' }, ['ls'], plain)],
    ['attach', (api: KubeletApi) => api.attach({ ...target, container: 'x' }, plain)],
  ])('with a container there is not is refused: %s', async (_, open) => {
    await using world = await KubeletWorld.start()
    await world.createPod('web', web)
    await expect(open(apiOf(world))).rejects.toMatchObject({
      status: { code: 404, message: expect.stringContaining('container not found ("x")') },
    })
  })

  it.each([
    ['exec', (api: KubeletApi) => api.exec(target, ['ls'], plain)],
    ['portForward', (api: KubeletApi) => api.portForward(target, 80)],
    ['containerLogs', (api: KubeletApi) => api.containerLogs(target, {}, new AbortController().signal)],
  ])('with a pod there is not is refused: %s', async (_, open) => {
    await using world = await KubeletWorld.start()
    await expect(open(apiOf(world))).rejects.toMatchObject({
      reason: 'NotFound',
      message: expect.stringContaining('pods "web" not found'),
    })
  })
})
