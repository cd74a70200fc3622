import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { VirtualClock } from '@knarr/machinery'
import { RuntimeError } from '@knarr/rpc'
import { containerConfig, sandboxConfig } from '@knarr/rpc/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { type ContainerScript, execResult, runFor } from './container-script.ts'
import { FakeRuntime } from './fake-runtime.ts'

let clock: VirtualClock
let script: ContainerScript
let runtime: FakeRuntime
const config = sandboxConfig('web', '/logs')
const streams = { stdin: false, stdout: true, stderr: true, tty: false }

beforeEach(() => {
  clock = new VirtualClock()
  script = {}
  runtime = new FakeRuntime({ clock, scriptFor: () => script })
})

async function runContainer(): Promise<string> {
  const sandbox = await runtime.runPodSandbox(config)
  const id = await runtime.createContainer(sandbox, containerConfig('image', []), config)
  await runtime.startContainer(id)
  return id
}

describe('FakeRuntime', () => {
  it('runs a container for ever, without a timer, until it is stopped', async () => {
    const id = await runContainer()
    expect(clock.armed).toBe(0)
    await clock.advance(1e9)
    expect(await runtime.containerStatus(id)).toMatchObject({ state: 'RUNNING', finishedAtMs: 0 })
    await runtime.stopContainer(id, 30_000)
    await runtime.stopContainer(id, 30_000)
    expect(await runtime.containerStatus(id)).toMatchObject({
      state: 'EXITED',
      exitCode: 143,
      reason: 'Error',
    })
  })

  it('ends a container when its script says so', async () => {
    script = runFor(5_000, 3)
    const start = clock.now()
    const id = await runContainer()
    await clock.advance(4_999)
    expect((await runtime.containerStatus(id)).state).toBe('RUNNING')
    await clock.advance(1)
    expect(await runtime.containerStatus(id)).toMatchObject({
      ...{ state: 'EXITED', exitCode: 3, reason: 'Error' },
      ...{ startedAtMs: start, finishedAtMs: start + 5_000 },
    })
  })

  it('kills a container that ignores the stop signal once its time is up', async () => {
    script = { ignoresStop: true }
    const id = await runContainer()
    const stopped = runtime.stopContainer(id, 2_000)
    await clock.advance(1_999)
    expect((await runtime.containerStatus(id)).state).toBe('RUNNING')
    await clock.advance(1)
    await stopped
    expect(await runtime.containerStatus(id)).toMatchObject({ state: 'EXITED', exitCode: 137 })
  })

  it('need not wait for a container that ends by itself while it is stopped', async () => {
    script = { ignoresStop: true }
    const id = await runContainer()
    const stopped = runtime.stopContainer(id, 2_000)
    runtime.exitContainer(id, 1, 'OOMKilled')
    await stopped
    expect(await runtime.containerStatus(id)).toMatchObject({ exitCode: 1, reason: 'OOMKilled' })
    expect(clock.armed).toBe(0)
  })

  it('fails to create, start and pull as told', async () => {
    script = { startError: new RuntimeError('Unknown', 'exec: "x": not found') }
    await expect(runContainer()).rejects.toThrow('exec: "x": not found')
    expect(await runtime.listContainers()).toMatchObject([{ state: 'EXITED', exitCode: 128 }])
    script = { createError: new RuntimeError('Unknown', 'no') }
    await expect(runContainer()).rejects.toThrow('no')
    runtime.failPulls('busybox', new RuntimeError('NotFound', 'no such image'))
    await expect(runtime.pullImage('busybox')).rejects.toThrow('no such image')
    expect(await runtime.imageStatus('busybox')).toBeUndefined()
    runtime.failPulls('busybox')
    const id = await runtime.pullImage('busybox')
    expect(await runtime.imageStatus('busybox')).toEqual(await runtime.imageStatus(id))
    expect(await runtime.listImages()).toHaveLength(1)
    await runtime.removeImage(id)
    expect(await runtime.listImages()).toEqual([])
  })

  it('gives sandboxes addresses, but none on the node’s network', async () => {
    runtime = new FakeRuntime({ clock, ipFor: ({ metadata }) => `10.0.0.${metadata.attempt + 7}` })
    const id = await runtime.runPodSandbox(config)
    expect((await runtime.podSandboxStatus(id)).ips).toEqual(['10.0.0.7'])
    const namespaces = { network: 'NODE', pid: 'POD', ipc: 'POD' } as const
    const onNode = await runtime.runPodSandbox({ ...config, namespaces })
    expect((await runtime.podSandboxStatus(onNode)).ips).toEqual([])
  })

  it('ends what runs in a sandbox with it, and removes it', async () => {
    const id = await runContainer()
    const { podSandboxId } = await runtime.containerStatus(id)
    await runtime.stopPodSandbox(podSandboxId)
    expect(await runtime.containerStatus(id)).toMatchObject({ state: 'EXITED', exitCode: 137 })
    const another = runtime.createContainer(podSandboxId, containerConfig('image', []), config)
    await expect(another).rejects.toThrow('is not running')
    await runtime.removePodSandbox(podSandboxId)
    await runtime.removePodSandbox(podSandboxId)
    expect([await runtime.listPodSandboxes(), await runtime.listContainers()]).toEqual([[], []])
    await expect(runtime.containerStatus(id)).rejects.toMatchObject({ code: 'NotFound' })
  })

  it('tells of changes until nobody wants to know', async () => {
    const seen: string[] = []
    const stop = new AbortController()
    runtime.watchEvents(
      ({ type, containerId }) => seen.push(`${containerId ? 'c' : 's'} ${type}`),
      stop.signal,
    )
    script = runFor(10)
    const id = await runContainer()
    await clock.advance(10)
    stop.abort()
    await runtime.removeContainer(id)
    expect(seen).toEqual(['s started', 'c created', 'c started', 'c stopped'])
  })

  it('answers commands by the script, in time or not', async () => {
    const never = new Promise<never>(() => {})
    script = { exec: ([name]) => (name === 'hang' ? never : execResult(2, 'out', 'err')) }
    const id = await runContainer()
    const late = runtime.execSync(id, ['hang'], 1_000)
    const refused = expect(late).rejects.toMatchObject({ code: 'DeadlineExceeded' })
    await clock.advance(1_000)
    await refused
    expect(await runtime.execSync(id, ['go'], 1_000)).toEqual(execResult(2, 'out', 'err'))
    expect(clock.armed).toBe(0)
    const { stdout, stderr, exit } = await runtime.exec(id, ['go'], streams)
    expect([stdout && (await text(stdout)), stderr && (await text(stderr)), await exit]).toEqual([
      'out',
      'err',
      { exitCode: 2 },
    ])
    await runtime.stopContainer(id, 0)
    await expect(runtime.execSync(id, ['go'])).rejects.toThrow('EXITED')
  })

  it('ends an attached session with its container', async () => {
    script = runFor(10, 4)
    const { stdout, exit } = await runtime.attach(await runContainer(), streams)
    await clock.advance(10)
    expect([stdout && (await text(stdout)), await exit]).toEqual(['', { exitCode: 4 }])
  })

  it('forwards ports to containers that listen', async () => {
    script = { connect: () => new PassThrough() }
    const { podSandboxId } = await runtime.containerStatus(await runContainer())
    const echo = await runtime.portForward(podSandboxId, 80)
    echo.end('hello')
    expect(await text(echo)).toBe('hello')
    const silent = await runtime.runPodSandbox(config)
    await expect(runtime.portForward(silent, 80)).rejects.toThrow('connection refused')
  })

  it('accounts for the use the script claims', async () => {
    script = { usage: { cpuMillicores: 250, memoryBytes: 1024 } }
    const id = await runContainer()
    await clock.advance(2_000)
    expect(await runtime.containerStats(id)).toMatchObject({
      cpuUsageNanoseconds: 500_000_000,
      memoryWorkingSetBytes: 1024,
    })
  })

  it('shows a container with the name of its image', async () => {
    const sandbox = await runtime.runPodSandbox(config)
    const imageRef = await runtime.pullImage('busybox:1')
    const id = await runtime.createContainer(sandbox, containerConfig(imageRef, []), config)
    expect(await runtime.containerStatus(id)).toMatchObject({ image: 'busybox:1', imageRef })
  })
})
