import type { Container, Pod, PodStatus } from '@knarr/api/core/v1'
import { VirtualClock } from '@knarr/machinery'
import type { ContainerStatus, PodSandboxStatus } from '@knarr/rpc'
import { describe, expect, it } from 'vitest'
import type { Waiting } from '../runtime-manager/image-puller.ts'
import { podStatus, type StatusFacts } from './pod-status.ts'

type Life = 'running' | 'created' | number
type Spec = Partial<Pod['spec']>

const clock = new VirtualClock(Date.UTC(2026, 0, 1))
const start = clock.now()
const main = (name: string): Container => ({ name, image: `${name}:1` })
const sidecar = (name: string): Container => ({ ...main(name), restartPolicy: 'Always' })
const crash: Waiting = { reason: 'CrashLoopBackOff', message: 'back-off 10s' }

interface Given {
  /** What the runtime has, newest first; a number is an exit code. */
  readonly lives?: readonly (readonly [name: string, life: Life, attempt?: number])[]
  readonly status?: PodStatus
  readonly waiting?: Readonly<Record<string, Waiting>>
  readonly facts?: Partial<StatusFacts>
}

function runtimeStatus(name: string, life: Life, attempt = 0): ContainerStatus {
  const hasEnded = typeof life === 'number'
  return {
    ...{ id: `${name}-${attempt}`, podSandboxId: 's', metadata: { name, attempt }, createdAtMs: start },
    state: life === 'running' ? 'RUNNING' : life === 'created' ? 'CREATED' : 'EXITED',
    startedAtMs: life === 'created' ? 0 : start + 1000,
    finishedAtMs: hasEnded ? start + 5000 : 0,
    exitCode: hasEnded ? life : 0,
    ...{ reason: '', message: '', image: `docker.io/${name}:1`, imageRef: `sha256:${name}` },
    ...{ labels: {}, annotations: {}, logPath: '' },
  }
}

const sandbox: PodSandboxStatus = {
  ...{ id: 's', metadata: { name: 'web', uid: 'u1', namespace: 'shop', attempt: 0 }, state: 'READY' },
  ...{ createdAtMs: start, ips: ['10.1.0.7', 'fd00::7'], labels: {}, annotations: {} },
}

function statusOf(spec: Spec, { lives = [], status, waiting = {}, facts = {} }: Given = {}): PodStatus {
  const metadata = { name: 'web', namespace: 'shop', uid: 'u1', generation: 3 }
  const pod = { metadata, spec: { containers: [main('a')], ...spec }, status } as unknown as Pod
  const containers = lives.map(([name, life, attempt]) => runtimeStatus(name, life, attempt))
  const state = { uid: 'u1', namespace: 'shop', name: 'web', sandboxes: [sandbox], containers }
  const all: StatusFacts = {
    ...{ state, waiting: new Map(Object.entries(waiting)), runtimeName: 'fake', hostIp: '10.0.0.1' },
    ...{ isReady: () => true, hasStarted: () => true, messageOf: () => '', isTerminating: false },
    resourcesOf: () => undefined,
    ...facts,
  }
  return podStatus(pod, all, clock)
}

const condition = ({ conditions = [] }: PodStatus, type: string) => {
  const { status, reason, message } = conditions.find((one) => one.type === type) ?? {}
  return { status, reason, message }
}

const two: Spec = { containers: [main('a'), main('b')] }
const withInit: Spec = { containers: [main('a')], initContainers: [main('i')] }
const withSidecar: Spec = { containers: [main('a')], initContainers: [sidecar('s')] }

describe('phase', () => {
  it.each<[string, Spec, Given, string]>([
    ['nothing runs yet', {}, {}, 'Pending'],
    ['a container is made', {}, { lives: [['a', 'created']] }, 'Pending'],
    ['all run', {}, { lives: [['a', 'running']] }, 'Running'],
    ['one of two has not run yet', two, { lives: [['a', 'running']] }, 'Pending'],
    [
      'one of two has ended',
      two,
      {
        lives: [
          ['a', 1],
          ['b', 'running'],
        ],
      },
      'Running',
    ],
    ['one has ended that is restarted', {}, { lives: [['a', 0]] }, 'Running'],
    ['it waits for its restart', {}, { lives: [['a', 1]], waiting: { a: crash } }, 'Running'],
    ['all succeeded', { restartPolicy: 'OnFailure' }, { lives: [['a', 0]] }, 'Succeeded'],
    ['a failure is tried again', { restartPolicy: 'OnFailure' }, { lives: [['a', 1]] }, 'Running'],
    ['a failure is not tried again', { restartPolicy: 'Never' }, { lives: [['a', 1]] }, 'Failed'],
    [
      'one of two failed for good',
      { ...two, restartPolicy: 'Never' },
      {
        lives: [
          ['a', 1],
          ['b', 0],
        ],
      },
      'Failed',
    ],
    ['an init container runs', withInit, { lives: [['i', 'running']] }, 'Pending'],
    ['an init container is tried again', withInit, { lives: [['i', 1]] }, 'Pending'],
    [
      'an init container failed for good',
      { ...withInit, restartPolicy: 'Never' },
      { lives: [['i', 1]] },
      'Failed',
    ],
    ['init is done, main not begun', withInit, { lives: [['i', 0]] }, 'Pending'],
    ['a sidecar runs alone', withSidecar, { lives: [['s', 'running']] }, 'Pending'],
    [
      'only a sidecar goes on',
      { ...withSidecar, restartPolicy: 'Never' },
      {
        lives: [
          ['s', 'running'],
          ['a', 0],
        ],
      },
      'Succeeded',
    ],
    [
      'it is ended by a deletion, exit 0',
      {},
      { lives: [['a', 0]], facts: { isTerminating: true } },
      'Succeeded',
    ],
    [
      'it is ended by a deletion, exit 143',
      {},
      { lives: [['a', 143]], facts: { isTerminating: true } },
      'Failed',
    ],
    ['it was over before', {}, { lives: [['a', 'running']], status: { phase: 'Failed' } }, 'Failed'],
  ])('when %s', (_case, spec, given, expected) => {
    expect(statusOf(spec, given).phase).toBe(expected)
  })

  it('is Failed for the kubelet’s reason', () => {
    const ended = { reason: 'DeadlineExceeded', message: 'too long' }
    expect(statusOf({}, { lives: [['a', 'running']], facts: { ended } })).toMatchObject({
      phase: 'Failed',
      ...ended,
    })
  })
})

describe('container statuses', () => {
  it('tell of a running container', () => {
    const [status] = statusOf({}, { lives: [['a', 'running', 2]] }).containerStatuses ?? []
    expect(status).toEqual({
      ...{ name: 'a', image: 'docker.io/a:1', imageID: 'sha256:a', containerID: 'fake://a-2' },
      ...{ restartCount: 2, ready: true, started: true, lastState: {}, resources: {} },
      state: { running: { startedAt: '2026-01-01T00:00:01Z' } },
    })
  })

  it('tell how a container ended, and its last words', () => {
    const facts = { messageOf: () => 'bye' }
    const [status] =
      statusOf({ restartPolicy: 'Never' }, { lives: [['a', 3]], facts }).containerStatuses ?? []
    expect(status).toMatchObject({ ready: false, started: false, lastState: {} })
    expect(status?.state).toEqual({
      terminated: {
        ...{ exitCode: 3, reason: 'Error', message: 'bye', containerID: 'fake://a-0' },
        ...{ startedAt: '2026-01-01T00:00:01Z', finishedAt: '2026-01-01T00:00:05Z' },
      },
    })
  })

  it('show the end before as the last state', () => {
    const lives = [
      ['a', 'running', 1],
      ['a', 0, 0],
    ] as const
    const [status] = statusOf({}, { lives }).containerStatuses ?? []
    expect(status).toMatchObject({ restartCount: 1, lastState: { terminated: { reason: 'Completed' } } })
  })

  it('keep a last state the runtime has forgotten', () => {
    const lastState = { terminated: { exitCode: 7 } }
    const known = { name: 'a', image: '', imageID: '', ready: true, restartCount: 4, lastState }
    const status = { containerStatuses: [known] }
    expect(statusOf({}, { lives: [['a', 'running', 4]], status }).containerStatuses?.[0]).toMatchObject({
      lastState,
    })
    expect(statusOf({}, { status }).containerStatuses?.[0]).toMatchObject({ lastState, restartCount: 4 })
  })

  it('show what a restart waits for in place of the end', () => {
    const given: Given = { lives: [['a', 1]], waiting: { a: crash } }
    expect(statusOf({}, given).containerStatuses?.[0]).toMatchObject({
      state: { waiting: crash },
      lastState: { terminated: { exitCode: 1 } },
    })
    const never = statusOf({ restartPolicy: 'Never' }, given).containerStatuses?.[0]
    expect(never?.state).toMatchObject({ terminated: { exitCode: 1 } })
  })

  it.each<[Spec, Given, Waiting | { reason: string }]>([
    [{}, {}, { reason: 'ContainerCreating' }],
    [{}, { lives: [['a', 'created']] }, { reason: 'ContainerCreating' }],
    [withInit, {}, { reason: 'PodInitializing' }],
    [
      {},
      { waiting: { a: { reason: 'ErrImagePull', message: 'no' } } },
      { reason: 'ErrImagePull', message: 'no' },
    ],
  ])('of %j with %j wait', (spec, given, expected) => {
    expect(statusOf(spec, given).containerStatuses?.[0]?.state).toEqual({ waiting: expected })
  })

  it('keep an end seen before the runtime forgot it', () => {
    const state = { terminated: { exitCode: 0 } }
    const known = { name: 'a', image: '', imageID: '', ready: false, restartCount: 0, state }
    const facts = { isTerminating: true }
    expect(
      statusOf({}, { status: { containerStatuses: [known] }, facts }).containerStatuses?.[0]?.state,
    ).toEqual(state)
  })

  it('call an init container ready once it has succeeded', () => {
    const readyOf = (life: Life) =>
      statusOf(withInit, { lives: [['i', life]] }).initContainerStatuses?.[0]?.ready
    expect([readyOf('running'), readyOf(1), readyOf(0)]).toEqual([false, false, true])
  })

  it('list ephemeral containers on their own', () => {
    const spec = { ephemeralContainers: [main('debug')] } as unknown as Spec
    expect(statusOf(spec, { lives: [['debug', 'running']] })).toMatchObject({
      ephemeralContainerStatuses: [{ name: 'debug', state: { running: {} } }],
      containerStatuses: [{ name: 'a' }],
    })
  })
})

describe('conditions', () => {
  const notReady = (message: string) => ({ status: 'False', reason: 'ContainersNotReady', message })

  it('are all true for a pod that serves', () => {
    const { conditions = [] } = statusOf(withInit, {
      lives: [
        ['a', 'running'],
        ['i', 0],
      ],
    })
    expect(conditions.map(({ type, status }) => `${type}=${status}`).sort()).toEqual([
      'ContainersReady=True',
      'Initialized=True',
      'PodReadyToStartContainers=True',
      'PodScheduled=True',
      'Ready=True',
    ])
    expect(conditions.every(({ observedGeneration }) => observedGeneration === 3)).toBe(true)
  })

  it('name what is not ready', () => {
    const facts = { isReady: (id: string) => id !== 'b-0' }
    const status = statusOf(two, {
      lives: [
        ['a', 'running'],
        ['b', 'running'],
      ],
      facts,
    })
    const expected = notReady('containers with unready status: [b]')
    expect([condition(status, 'Ready'), condition(status, 'ContainersReady')]).toEqual([expected, expected])
  })

  it('count sidecars, but no other init containers', () => {
    const facts = { isReady: (id: string) => id !== 's-0' }
    const status = statusOf(withSidecar, {
      lives: [
        ['a', 'running'],
        ['s', 'running'],
      ],
      facts,
    })
    expect(condition(status, 'Ready')).toEqual(notReady('containers with unready status: [s]'))
  })

  it('name the init containers that are not done', () => {
    const spec = { ...withInit, initContainers: [main('i'), main('j')] }
    expect(condition(statusOf(spec, { lives: [['i', 0]] }), 'Initialized')).toEqual({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [j]',
    })
  })

  it.each([
    [0, 'PodCompleted', 'PodCompleted'],
    [1, 'PodFailed', undefined],
  ])('tell of a pod that ended with %i', (exitCode, reason, initialized) => {
    const status = statusOf({ restartPolicy: 'Never' }, { lives: [['a', exitCode]] })
    for (const type of ['Ready', 'ContainersReady'])
      expect(condition(status, type)).toMatchObject({ status: 'False', reason })
    expect(condition(status, 'Initialized')).toMatchObject({ status: 'True', reason: initialized })
  })

  it.each([
    [[], 'False', 'corresponding condition of pod readiness gate "lb" does not exist.'],
    [
      [{ type: 'lb', status: 'False' }],
      'False',
      'the status of pod readiness gate "lb" is not "True", but False',
    ],
    [[{ type: 'lb', status: 'True' }], 'True', undefined],
  ])('wait for readiness gates: %j', (conditions, expected, message) => {
    const spec = { readinessGates: [{ conditionType: 'lb' }] }
    const status = statusOf(spec, { lives: [['a', 'running']], status: { conditions } as PodStatus })
    const reason = expected === 'True' ? undefined : 'ReadinessGatesNotReady'
    expect(condition(status, 'Ready')).toEqual({ status: expected, reason, message })
    expect(condition(status, 'ContainersReady').status).toBe('True')
    expect(status.conditions).toEqual(
      expect.arrayContaining(conditions.map((one) => expect.objectContaining(one))),
    )
  })

  it('keep the time of their last change', async () => {
    const before = statusOf({}, { lives: [['a', 'running']] })
    await clock.advance(60_000)
    const after = statusOf({}, { lives: [['a', 'running']], status: before })
    expect(after.conditions).toEqual(before.conditions)
    expect(after.startTime).toBe(before.startTime)
    const facts = { isReady: () => false }
    const { conditions = [] } = statusOf({}, { lives: [['a', 'running']], status: before, facts })
    expect(conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime).toBe('2026-01-01T00:01:00Z')
  })
})

describe('addresses', () => {
  it('are the sandbox’s, or the node’s on its network', () => {
    const podIPs = [{ ip: '10.1.0.7' }, { ip: 'fd00::7' }]
    expect(statusOf({})).toMatchObject({ hostIP: '10.0.0.1', podIP: '10.1.0.7', podIPs })
    expect(statusOf({ hostNetwork: true })).toMatchObject({ podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] })
  })
})
