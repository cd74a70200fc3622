import type { Container, Pod, Probe } from '@knarr/api/core/v1'
import type { EventRecorder } from '@knarr/client'
import { settle } from '@knarr/client/testing'
import { silentLogger } from '@knarr/component'
import { VirtualClock } from '@knarr/machinery'
import { type ContainerStatus, type ExecSyncResult, type Runtime, RuntimeError } from '@knarr/rpc'
import { beforeEach, describe, expect, it } from 'vitest'
import { execResult } from '../testing/container-script.ts'
import { ProbeManager } from './probe-manager.ts'

let clock: VirtualClock
let manager: ProbeManager
/** When each command was run, in seconds, by its name. */
let ran: Record<string, number[]>
let answers: Record<string, () => Promise<ExecSyncResult>>
let told: string[]
let changes: number
let startMs: number

beforeEach(() => {
  clock = new VirtualClock()
  startMs = clock.now()
  ran = {}
  answers = {}
  told = []
  changes = 0
  manager = newManager()
})

const good = async (): Promise<ExecSyncResult> => execResult(0)
const bad = async (): Promise<ExecSyncResult> => execResult(1, 'sick')

function newManager(): ProbeManager {
  const execSync: Runtime['execSync'] = async (_, [name = '']) => {
    ran[name] = [...(ran[name] ?? []), (clock.now() - startMs) / 1000]
    return await (answers[name] ?? good)()
  }
  const events: EventRecorder = {
    event: (_, { type, reason, message, fieldPath }) =>
      told.push(`${type} ${reason} ${fieldPath}: ${message}`),
  }
  return new ProbeManager({
    ...{ clock, events, logger: silentLogger, runtime: { execSync } as Runtime },
    random: { next: () => 0.5, uuid: () => '' },
    onChange: () => changes++,
  })
}

const probe = (name: string, rest: Probe = {}): Probe => ({ exec: { command: [name] }, ...rest })

function podWith(probes: Partial<Container>): Pod {
  return { metadata: { uid: 'u', name: 'web' }, spec: { containers: [{ name: 'c', ...probes }] } } as Pod
}

function running(id = 'one', startedAtMs = clock.now()): ContainerStatus {
  return { id, metadata: { name: 'c', attempt: 0 }, state: 'RUNNING', startedAtMs } as ContainerStatus
}

async function run(probes: Partial<Container>, seconds: number): Promise<void> {
  manager.syncPod(podWith(probes), [running()], '10.0.0.1')
  await advance(seconds)
}

const advance = (seconds: number): Promise<void> => clock.advance(seconds * 1000, () => settle(2))

describe('without probes', () => {
  it('a container is started and ready once it is known to run', () => {
    expect([manager.hasStarted('one'), manager.isReady('one')]).toEqual([false, false])
    manager.syncPod(podWith({}), [running()], '10.0.0.1')
    expect([manager.hasStarted('one'), manager.isReady('one'), manager.killReason('one')]).toEqual([
      true,
      true,
      undefined,
    ])
    expect(clock.armed).toBe(0)
  })
})

describe('a readiness probe', () => {
  it('is first asked after its delay, then at a steady rate', async () => {
    await run({ readinessProbe: probe('ready', { initialDelaySeconds: 5, periodSeconds: 10 }) }, 30)
    expect(ran.ready).toEqual([5, 15, 25])
  })

  it('keeps the container from being ready until it succeeds often enough, and tells of the change', async () => {
    const readinessProbe = probe('ready', { periodSeconds: 1, successThreshold: 2 })
    await run({ readinessProbe }, 0)
    expect([manager.hasStarted('one'), manager.isReady('one'), changes]).toEqual([true, false, 0])
    await advance(1)
    expect([manager.isReady('one'), changes]).toEqual([true, 1])
  })

  it('takes readiness away after failures in a row, and never the container', async () => {
    const readinessProbe = probe('ready', { periodSeconds: 1, failureThreshold: 2 })
    await run({ readinessProbe }, 0)
    answers.ready = bad
    await advance(1)
    expect(manager.isReady('one')).toBe(true)
    await advance(1)
    expect([manager.isReady('one'), manager.killReason('one')]).toEqual([false, undefined])
    expect(told).toEqual(Array(2).fill('Warning Unhealthy spec.containers{c}: Readiness probe failed: sick'))
    answers.ready = good
    await advance(1)
    expect(manager.isReady('one')).toBe(true)
  })

  it('leaves out rounds that a slow answer has missed', async () => {
    const slow = Promise.withResolvers<ExecSyncResult>()
    answers.ready = () => slow.promise
    await run({ readinessProbe: probe('ready', { periodSeconds: 2 }) }, 5)
    slow.resolve(execResult(0))
    await advance(3)
    expect(ran.ready).toEqual([0, 6, 8])
  })
})

describe('a liveness probe', () => {
  const livenessProbe = probe('live', { periodSeconds: 1, failureThreshold: 2 })

  it('is taken for good until it fails often enough, and is then no longer asked', async () => {
    answers.live = bad
    await run({ livenessProbe }, 0)
    expect([manager.killReason('one'), changes]).toEqual([undefined, 0])
    await advance(1)
    expect([manager.killReason('one'), changes]).toEqual(['liveness', 1])
    await advance(10)
    expect(ran.live).toEqual([0, 1])
    expect(clock.armed).toBe(0)
  })

  it('starts afresh with another container', async () => {
    answers.live = bad
    await run({ livenessProbe }, 1)
    answers.live = good
    manager.syncPod(
      podWith({ livenessProbe }),
      [running('two'), { ...running(), state: 'EXITED' }],
      '10.0.0.1',
    )
    expect([manager.killReason('one'), manager.killReason('two')]).toEqual([undefined, undefined])
  })

  it('counts only failures in a row', async () => {
    let round = 0
    answers.live = () => (++round % 2 ? bad() : good())
    await run({ livenessProbe }, 10)
    expect(manager.killReason('one')).toBeUndefined()
  })

  it('says nothing of the container when it cannot be asked, even three times', async () => {
    answers.live = () => Promise.reject(new RuntimeError('Unknown', 'no such container'))
    await run({ livenessProbe }, 3)
    expect(ran.live).toHaveLength(12)
    expect(manager.killReason('one')).toBeUndefined()
    expect(told[0]).toBe(
      'Warning Unhealthy spec.containers{c}: Liveness probe errored and resulted in unknown state: no such container',
    )
  })
})

describe('a startup probe', () => {
  const others = {
    readinessProbe: probe('ready', { initialDelaySeconds: 3, periodSeconds: 10 }),
    livenessProbe: probe('live', { periodSeconds: 4 }),
  }
  const startupProbe = probe('start', { periodSeconds: 1, failureThreshold: 3 })

  it('holds the others back until it succeeds, and readiness then waits for its delay alone', async () => {
    answers.start = bad
    await run({ ...others, startupProbe }, 1)
    expect(manager.hasStarted('one')).toBe(false)
    answers.start = good
    await advance(1)
    expect([manager.hasStarted('one'), manager.isReady('one')]).toEqual([true, false])
    await advance(3)
    expect(ran).toEqual({ start: [0, 1, 2], ready: [3], live: [4] })
    expect(manager.isReady('one')).toBe(true)
  })

  it('ends the container when it never succeeds', async () => {
    answers.start = bad
    await run({ ...others, startupProbe }, 20)
    expect(manager.killReason('one')).toBe('startup')
    expect(Object.keys(ran)).toEqual(['start'])
    expect(ran.start).toEqual([0, 1, 2])
  })
})

describe('ProbeManager', () => {
  it('asks containers of an earlier kubelet at a moment of their own', async () => {
    manager.syncPod(
      podWith({ livenessProbe: probe('live', { periodSeconds: 10 }) }),
      [running('one', clock.now() - 60_000)],
      '10.0.0.1',
    )
    await advance(20)
    expect(ran.live).toEqual([5, 15])
  })

  it.each<[string, () => void]>([
    ['the pod is removed', () => manager.removePod('u')],
    ['it is stopped', () => manager.stop()],
    [
      'the container has ended',
      () => manager.syncPod(podWith({}), [{ ...running(), state: 'EXITED' }], undefined),
    ],
  ])('asks nothing more once %s', async (_, end) => {
    await run({ livenessProbe: probe('live', { periodSeconds: 1 }) }, 0)
    end()
    await advance(5)
    expect([ran.live, clock.armed, manager.isReady('one')]).toEqual([[0], 0, false])
  })

  it('heeds no answer that comes after the end', async () => {
    const late = Promise.withResolvers<ExecSyncResult>()
    answers.live = () => late.promise
    await run({ livenessProbe: probe('live', { failureThreshold: 1 }) }, 0)
    manager.removePod('u')
    late.resolve(execResult(1))
    await advance(20)
    expect([told, changes, clock.armed]).toEqual([[], 0, 0])
  })
})
