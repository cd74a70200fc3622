import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configMaps, events, type Pod, type PodStatus, pods } from '@knarr/api/core/v1'
import { type Client, createClient, createEventRecorder } from '@knarr/client'
import { FakeTransport, settle } from '@knarr/client/testing'
import { silentLogger } from '@knarr/component'
import { seededRandom, VirtualClock } from '@knarr/machinery'
import { RuntimeError } from '@knarr/rpc'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Kubelet } from '../kubelet.ts'
import { type ContainerScript, execResult, runFor } from '../testing/container-script.ts'
import { FakeRuntime } from '../testing/fake-runtime.ts'

/** Counts the stops that wait for time to pass: a kubelet busy with them is as idle as it gets. */
class CountingRuntime extends FakeRuntime {
  stopping = 0

  override async stopContainer(id: string, timeoutMs: number): Promise<void> {
    this.stopping++
    await super.stopContainer(id, timeoutMs).finally(() => this.stopping--)
  }
}

const nodeName = 'n1'
let clock: VirtualClock
let transport: FakeTransport
let client: Client
let root: string
let script: ContainerScript
/** `<seconds> <call> <subject>` of every changing call to the runtime. */
let calls: string[]
let runtime: CountingRuntime
let kubelet: Kubelet
let startedMs: number

beforeEach(() => {
  clock = new VirtualClock()
  startedMs = clock.now()
  transport = new FakeTransport({ clock, gracefulPods: true })
  client = createClient(transport)
  root = mkdtempSync(join(tmpdir(), 'knarr-kubelet-'))
  script = {}
  calls = []
  const seconds = (): number => (clock.now() - startedMs) / 1000
  const onCall = (name: string, subject: string): void => void calls.push(`${seconds()} ${name} ${subject}`)
  runtime = new CountingRuntime({ clock, scriptFor: () => script, onCall })
})

afterEach(async () => {
  await kubelet.stop()
  await quiet()
  rmSync(root, { recursive: true, force: true })
})

async function startKubelet(): Promise<void> {
  const random = seededRandom(1)
  kubelet = await Kubelet.start({
    ...{ client, clock, random, runtime, nodeName, rootDirectory: root, logger: silentLogger },
    events: createEventRecorder({ client, clock, random, component: 'kubelet', host: nodeName }),
    ...{ nodeAddress: '10.0.0.1', cgroupRoot: '', nodeDns: { servers: [], searches: [], options: [] } },
    node: {
      ...{ name: nodeName, memoryBytes: 2 ** 30, capacity: {}, allocatable: {}, podCidr: '' },
      ...{ addresses: [], labels: {}, nodeInfo: {} as never },
    },
    runOnNode: async () => {},
  })
  await quiet()
}

/** Until everything is done that can be without time going on, files included. */
async function quiet(): Promise<void> {
  for (let rounds = 0; rounds < 2; ) {
    await settle()
    rounds = kubelet.isIdle || runtime.stopping > 0 ? rounds + 1 : 0
  }
}

const advance = (seconds: number): Promise<void> => clock.advance(seconds * 1000, quiet)

async function createPod(spec: object = {}, container: object = {}): Promise<Pod> {
  const containers = [{ name: 'c', image: 'web:1', ...container }]
  const metadata = { name: 'web', namespace: 'shop' }
  const pod = await client.create(pods, {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata },
    spec: { nodeName, containers, ...spec },
  } as never)
  await quiet()
  return pod
}

const key = { namespace: 'shop', name: 'web' }
const readPod = (): Promise<Pod> => client.get(pods, key)
const statusOfContainer = async () => (await readPod()).status?.containerStatuses?.[0]
const podExists = async (): Promise<boolean> => (await client.list(pods)).items.length > 0

/** Why the container waited, in each of the statuses that were written. */
function writtenReasons(): (string | undefined)[] {
  const patches = transport.writes.filter(({ path }) => path.endsWith('/pods/web/status'))
  return patches.flatMap(({ body }) => {
    const { status } = body as { status: PodStatus }
    return (status.containerStatuses ?? []).map(({ state }) => state?.waiting?.reason)
  })
}

async function told(reason?: string): Promise<string[]> {
  await quiet()
  const { items } = await client.list(events)
  const wanted = items.filter(
    (event) => event.involvedObject.name === 'web' && event.reason === (reason ?? event.reason),
  )
  return wanted.map(({ type, message, ...event }) => `${type} ${event.reason}: ${message}`)
}

/** When the runtime was asked to do this, in seconds. */
function timesOf(call: string): number[] {
  return calls.filter((text) => text.split(' ')[1] === call).map((text) => Number(text.split(' ')[0]))
}

describe('a pod', () => {
  it('is run, and the API told of it', async () => {
    await startKubelet()
    await createPod()
    const { status } = await readPod()
    expect(status).toMatchObject({
      ...{ phase: 'Running', hostIP: '10.0.0.1', qosClass: 'BestEffort', podIP: expect.any(String) },
      containerStatuses: [{ name: 'c', ready: true, restartCount: 0, state: { running: {} } }],
    })
    expect(status?.conditions?.filter(({ status }) => status !== 'True')).toEqual([])
    expect((await told()).map((text) => text.split(':')[0])).toEqual([
      'Normal Pulling',
      'Normal Pulled',
      'Normal Created',
      'Normal Started',
    ])
  })

  it('that crashes is restarted after delays that double', async () => {
    script = runFor(1000, 1)
    await startKubelet()
    await createPod()
    await advance(20)
    expect(await statusOfContainer()).toMatchObject({
      restartCount: 2,
      state: {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: expect.stringMatching(/^back-off 20s restarting failed container=c pod=web_shop/),
        },
      },
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    })
    expect((await readPod()).status?.phase).toBe('Running')
    await advance(60)
    expect(timesOf('startContainer')).toEqual([0, 1, 12, 33, 74])
    expect((await told('BackOff'))[0]).toMatch(
      /^Warning BackOff: Back-off restarting failed container c in pod web_shop/,
    )
    expect((await runtime.listContainers()).length).toBeLessThanOrEqual(2)
  })

  it('that is over stays over until it is deleted', async () => {
    script = runFor(1000, 0)
    await startKubelet()
    await createPod({ restartPolicy: 'Never' })
    await advance(300)
    expect((await readPod()).status?.phase).toBe('Succeeded')
    expect(timesOf('startContainer')).toEqual([0])
    await client.delete(pods, key)
    await quiet()
    expect(await podExists()).toBe(false)
  })

  it('is ended at its deadline', async () => {
    await startKubelet()
    await createPod({ activeDeadlineSeconds: 20 })
    await advance(21)
    expect((await readPod()).status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })
    expect(await runtime.listContainers()).toMatchObject([{ state: 'EXITED' }])
  })

  it('whose liveness probe fails is restarted, later each time', async () => {
    script = { exec: () => execResult(1, 'sick') }
    await startKubelet()
    await createPod(
      {},
      { livenessProbe: { exec: { command: ['check'] }, periodSeconds: 5, failureThreshold: 2 } },
    )
    await advance(6)
    expect(await statusOfContainer()).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 143 } },
    })
    expect(await told('Unhealthy')).toContain('Warning Unhealthy: Liveness probe failed: sick')
    expect(await told('Killing')).toEqual([
      'Normal Killing: Container c failed liveness probe, will be restarted',
    ])
    await advance(100)
    expect(await statusOfContainer()).toMatchObject({ state: { waiting: { reason: 'CrashLoopBackOff' } } })
  })
})

describe('deleting a pod', () => {
  it('gives it its grace period, then removes it from the API', async () => {
    script = { ignoresStop: true }
    await startKubelet()
    const { metadata } = await createPod({ terminationGracePeriodSeconds: 30 })
    await client.delete(pods, key)
    await advance(29)
    expect((await readPod()).metadata.deletionTimestamp).toBeDefined()
    await advance(2)
    expect(await podExists()).toBe(false)
    const last = transport.requests.findLast(
      ({ method, path }) => method === 'DELETE' && path.includes('/pods/'),
    )
    expect(last?.body).toMatchObject({ gracePeriodSeconds: 0, preconditions: { uid: metadata.uid } })
    expect([await runtime.listContainers(), await runtime.listPodSandboxes()]).toEqual([[], []])
    expect(existsSync(join(root, 'pods', metadata.uid))).toBe(false)
  })

  it('by force ends a container that was still given time', async () => {
    script = { ignoresStop: true }
    await startKubelet()
    await createPod({ terminationGracePeriodSeconds: 600 })
    await client.delete(pods, key)
    await advance(5)
    await client.delete(pods, key, { gracePeriodSeconds: 0 })
    await quiet()
    expect([await runtime.listContainers(), await runtime.listPodSandboxes()]).toEqual([[], []])
  })

  it('again with less time shortens what is left', async () => {
    script = { ignoresStop: true }
    await startKubelet()
    await createPod({ terminationGracePeriodSeconds: 600 })
    await client.delete(pods, key)
    await advance(5)
    await client.delete(pods, key, { gracePeriodSeconds: 10 })
    await advance(9)
    expect(await podExists()).toBe(true)
    await advance(2)
    expect(await podExists()).toBe(false)
  })
})

describe('an image that cannot be pulled', () => {
  it('is tried again after delays, and told about', async () => {
    runtime.failPulls('web:1', new RuntimeError('NotFound', 'no such image'))
    await startKubelet()
    await createPod()
    expect((await readPod()).status?.phase).toBe('Pending')
    expect(writtenReasons()).toEqual(['ContainerCreating', 'ErrImagePull', 'ImagePullBackOff'])
    await advance(25)
    expect(await statusOfContainer()).toMatchObject({
      state: {
        waiting: {
          reason: 'ImagePullBackOff',
          message: 'Back-off pulling image "web:1": ErrImagePull: no such image',
        },
      },
    })
    expect(timesOf('pullImage')).toEqual([0, 10])
    expect([...new Set(await told())].sort()).toEqual([
      'Normal BackOff: Back-off pulling image "web:1"',
      'Normal Pulling: Pulling image "web:1"',
      'Warning Failed: Error: ErrImagePull',
      'Warning Failed: Failed to pull image "web:1": no such image',
    ])
    runtime.failPulls('web:1')
    await advance(60)
    expect((await readPod()).status?.phase).toBe('Running')
  })
})

describe('a configMap volume', () => {
  const volumes = [{ name: 'v', configMap: { name: 'settings' } }]
  const settings = { metadata: { namespace: 'shop', name: 'settings' }, data: { a: 'one' } }

  it('is waited for, and follows changes', async () => {
    await startKubelet()
    const { metadata } = await createPod({ volumes })
    expect(await statusOfContainer()).toMatchObject({ state: { waiting: { reason: 'ContainerCreating' } } })
    expect((await told('FailedMount'))[0]).toContain('configmap "settings" not found')
    await client.create(configMaps, settings)
    await advance(5)
    expect((await readPod()).status?.phase).toBe('Running')
    const file = join(root, 'pods', metadata.uid, 'volumes/kubernetes.io~configmap/v/a')
    expect(readFileSync(file, 'utf8')).toBe('one')
    await client.patch(
      configMaps,
      { namespace: 'shop', name: 'settings' },
      { type: 'merge', patch: { data: { a: 'two' } } },
    )
    await advance(90)
    expect(readFileSync(file, 'utf8')).toBe('two')
  })
})

describe('a kubelet that starts again', () => {
  it('finds its containers and lets them go on', async () => {
    await startKubelet()
    await createPod()
    await kubelet.stop()
    calls.length = 0
    await startKubelet()
    await advance(120)
    expect(calls).toEqual([])
    expect(await statusOfContainer()).toMatchObject({ restartCount: 0, ready: true })
  })

  it('restarts what ended meanwhile', async () => {
    await startKubelet()
    await createPod()
    await kubelet.stop()
    const [container] = await runtime.listContainers()
    runtime.exitContainer(container?.id ?? '', 3)
    await startKubelet()
    expect(await statusOfContainer()).toMatchObject({
      ...{ restartCount: 1, state: { running: {} } },
      lastState: { terminated: { exitCode: 3 } },
    })
  })

  it('ends what was deleted meanwhile', async () => {
    await startKubelet()
    const { metadata } = await createPod()
    await kubelet.stop()
    await client.delete(pods, key, { gracePeriodSeconds: 0 })
    await startKubelet()
    expect([await runtime.listContainers(), await runtime.listPodSandboxes()]).toEqual([[], []])
    expect(existsSync(join(root, 'pods', metadata.uid))).toBe(false)
  })

  it('ends nothing before it knows the API’s pods', async () => {
    await startKubelet()
    await createPod()
    await kubelet.stop()
    calls.length = 0
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    transport.intercept(async ({ method, path }) => {
      if (method === 'GET' && path.endsWith('/api/v1/pods')) await held
    })
    const starting = startKubelet()
    await settle()
    const [container] = await runtime.listContainers()
    runtime.exitContainer(container?.id ?? '', 1)
    await settle()
    expect(calls).toEqual([])
    release()
    await starting
    expect(timesOf('stopPodSandbox')).toEqual([])
    expect(await statusOfContainer()).toMatchObject({ restartCount: 1, state: { running: {} } })
  })
})
