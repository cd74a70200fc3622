import type { Container, Pod } from '@knarr/api/core/v1'
import type { ContainerStatus, PodSandboxStatus } from '@knarr/rpc'
import { describe, expect, it } from 'vitest'
import { type ContainerVerdicts, computePodActions, type PodActions } from './compute-pod-actions.ts'
import { containerAnnotations, type PodState } from './pod-labels.ts'

type Life = 'running' | 'created' | number
type Spec = Partial<Pod['spec']>

const main = (name: string): Container => ({ name, image: `${name}:1` })
const sidecar = (name: string): Container => ({ ...main(name), restartPolicy: 'Always' })
const [a, b] = [main('a'), main('b')]
const two: Spec = { containers: [a, b] }
const withInit: Spec = { containers: [a], initContainers: [main('i1'), main('i2')] }
const withSidecar: Spec = { containers: [a], initContainers: [sidecar('s'), main('i')] }

function podOf(spec: Spec): Pod {
  return { metadata: { name: 'web', uid: 'u1' }, spec: { containers: [a], ...spec } } as unknown as Pod
}

function sandboxOf(id: string, isReady = true): PodSandboxStatus {
  const metadata = { name: 'web', uid: 'u1', namespace: 'shop', attempt: Number(id.slice(1)) }
  const state = isReady ? 'READY' : 'NOTREADY'
  return { id, metadata, state, createdAtMs: 0, ips: [], labels: {}, annotations: {} }
}

/** A number is the exit code of what has ended. */
function statusOf(pod: Pod, container: Container, life: Life, podSandboxId: string): ContainerStatus {
  const state = life === 'running' ? 'RUNNING' : life === 'created' ? 'CREATED' : 'EXITED'
  return {
    ...{ id: `id-${container.name}`, podSandboxId, metadata: { name: container.name, attempt: 0 }, state },
    ...{ createdAtMs: 0, startedAtMs: 0, finishedAtMs: 0, reason: '', message: '', image: '', imageRef: '' },
    ...{ exitCode: typeof life === 'number' ? life : 0, labels: {}, logPath: '' },
    annotations: containerAnnotations(pod, container, 0),
  }
}

interface Given {
  /** What the runtime has of each container, by name. */
  readonly lives?: Readonly<Record<string, Life>>
  readonly sandboxes?: readonly PodSandboxStatus[]
  readonly probes?: Partial<ContainerVerdicts>
}

const quiet: ContainerVerdicts = {
  killReason: () => undefined,
  hasStarted: () => true,
  mustRestartToResize: () => false,
}

/** The actions for a pod whose containers all lie in sandbox s0. */
function actionsOf(
  spec: Spec,
  { lives = {}, sandboxes = [sandboxOf('s0')], probes = {} }: Given = {},
): PodActions {
  const pod = podOf(spec)
  const known = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const find = (name: string): Container => known.find((container) => container.name === name) ?? main(name)
  const containers = Object.entries(lives).map(([name, life]) => statusOf(pod, find(name), life, 's0'))
  const state: PodState = { uid: 'u1', namespace: 'shop', name: 'web', sandboxes, containers }
  return computePodActions(pod, state, { ...quiet, ...probes })
}

const started = ({ containersToStart }: PodActions): string[] => containersToStart.map(({ name }) => name)
const killed = ({ containersToKill }: PodActions): string[] => containersToKill.map(({ message }) => message)

describe('a new pod', () => {
  it('gets a sandbox and all its containers', () => {
    const actions = actionsOf(two, { sandboxes: [] })
    expect(actions).toMatchObject({ killPod: false, createSandbox: true, attempt: 0, sandbox: undefined })
    expect(started(actions)).toEqual(['a', 'b'])
  })

  it.each([
    [withInit, ['i1']],
    [withSidecar, ['s']],
  ])('starts with the first init container', (spec, expected) => {
    expect(started(actionsOf(spec, { sandboxes: [] }))).toEqual(expected)
  })
})

describe('restart policy', () => {
  it.each<[string, Life, boolean]>([
    ['Always', 0, true],
    ['Always', 1, true],
    ['OnFailure', 0, false],
    ['OnFailure', 1, true],
    ['Never', 0, false],
    ['Never', 1, false],
    ['Never', 'created', true],
    ['Always', 'running', false],
  ])('%s after %s: starts again? %s', (restartPolicy, life, expected) => {
    const actions = actionsOf({ ...two, restartPolicy }, { lives: { a: life, b: 'running' } })
    expect(started(actions)).toEqual(expected ? ['a'] : [])
    expect(actions).toMatchObject({ killPod: false, createSandbox: false, containersToKill: [] })
  })
})

describe('init containers', () => {
  it.each<[string, Spec, Record<string, Life>, string[]]>([
    ['wait for the one that runs', withInit, { i1: 'running' }, []],
    ['go on once it has succeeded', withInit, { i1: 0 }, ['i2']],
    ['run again after a failure', withInit, { i1: 1 }, ['i1']],
    ['make way for the main containers', withInit, { i1: 0, i2: 0 }, ['a']],
    ['are over once a main container was there', withInit, { a: 1 }, ['a']],
    ['follow a sidecar that has started', withSidecar, { s: 'running' }, ['i']],
    ['wait for a sidecar that has ended', withSidecar, { s: 0 }, ['s']],
    ['let the main containers go beside the sidecar', withSidecar, { s: 'running', i: 0 }, ['a']],
  ])('%s', (_case, spec, lives, expected) => {
    expect(started(actionsOf(spec, { lives }))).toEqual(expected)
  })

  it('wait for a sidecar’s startup probe', () => {
    const probes = { hasStarted: () => false }
    expect(started(actionsOf(withSidecar, { lives: { s: 'running' }, probes }))).toEqual([])
  })

  it('end the pod when one fails that is not restarted', () => {
    const actions = actionsOf({ ...withInit, restartPolicy: 'Never' }, { lives: { i1: 1 } })
    expect(actions).toMatchObject({ killPod: false, createSandbox: false, containersToStart: [] })
    const beside = { ...withSidecar, restartPolicy: 'Never' }
    expect(actionsOf(beside, { lives: { s: 'running', i: 1 } }).killPod).toBe(true)
  })
})

describe('a sidecar', () => {
  it('is restarted beside main containers, whatever the pod’s policy', () => {
    const spec = { ...withSidecar, restartPolicy: 'Never' }
    const actions = actionsOf(spec, { lives: { s: 0, i: 0, a: 'running' } })
    expect(started(actions)).toEqual(['s'])
  })

  it('is killed and restarted by its probe', () => {
    const killReason: ContainerVerdicts['killReason'] = (id) => (id === 'id-s' ? 'startup' : undefined)
    const actions = actionsOf(withSidecar, {
      lives: { s: 'running', i: 0, a: 'running' },
      probes: { killReason },
    })
    expect(killed(actions)).toEqual(['Container s failed startup probe, will be restarted'])
    expect(started(actions)).toEqual(['s'])
  })
})

describe('a lost sandbox', () => {
  const sandboxes = [sandboxOf('s1', false), sandboxOf('s0', false)]

  it('is replaced, everything starting anew', () => {
    const lives: Record<string, Life> = { i1: 0, i2: 0, a: 'running' }
    const actions = actionsOf(withInit, { lives, sandboxes })
    expect(actions).toMatchObject({ killPod: true, createSandbox: true, attempt: 2 })
    expect(started(actions)).toEqual(['i1'])
  })

  it('does not bring back what has succeeded', () => {
    const spec = { ...two, restartPolicy: 'OnFailure' }
    expect(started(actionsOf(spec, { lives: { a: 0, b: 1 }, sandboxes }))).toEqual(['b'])
    expect(actionsOf(spec, { lives: { a: 0, b: 0 }, sandboxes }).createSandbox).toBe(false)
  })

  it.each<[Spec, Record<string, Life>, boolean]>([
    [{ restartPolicy: 'Never' }, { a: 0 }, false],
    [{ restartPolicy: 'Never' }, { a: 1 }, false],
    [{ restartPolicy: 'Never' }, { a: 'running' }, false],
    [{ ...withInit, restartPolicy: 'Never' }, { i1: 1 }, false],
    [{ ...withInit, restartPolicy: 'OnFailure' }, { i1: 1 }, true],
    [{ restartPolicy: 'Always' }, { a: 0 }, true],
  ])('with %j and %j is replaced? %s', (spec, lives, expected) => {
    expect(actionsOf(spec, { lives, sandboxes }).createSandbox).toBe(expected)
  })

  it('is not what an older one beside a new one makes of the pod', () => {
    const actions = actionsOf(withInit, {
      lives: { i1: 0, i2: 0, a: 0 },
      sandboxes: [sandboxOf('s1'), sandboxOf('s0', false)],
    })
    expect(actions).toMatchObject({ createSandbox: false, sandbox: { id: 's1' } })
    expect(started(actions)).toEqual(['i1'])
  })
})

describe('a container is killed', () => {
  it.each([
    ['Always', ', will be restarted', ['a']],
    ['OnFailure', ', will be restarted', ['a']],
    ['Never', '', []],
  ])('for a failed probe, with policy %s', (restartPolicy, suffix, expected) => {
    const killReason: ContainerVerdicts['killReason'] = (id) => (id === 'id-a' ? 'liveness' : undefined)
    const actions = actionsOf(
      { ...two, restartPolicy },
      { lives: { a: 'running', b: 'running' }, probes: { killReason } },
    )
    expect(killed(actions)).toEqual([`Container a failed liveness probe${suffix}`])
    expect(started(actions)).toEqual(expected)
  })

  it.each(['Always', 'Never'])('for another image, and restarted with policy %s', (restartPolicy) => {
    const running = statusOf(podOf({}), a, 'running', 's0')
    const changed = podOf({ containers: [{ ...a, image: 'a:2' }], restartPolicy })
    const base = { uid: 'u1', namespace: 'shop', name: 'web' }
    const state: PodState = { ...base, sandboxes: [sandboxOf('s0')], containers: [running] }
    const actions = computePodActions(changed, state, quiet)
    expect(killed(actions)).toEqual(['Container a definition changed, will be restarted'])
    expect(started(actions)).toEqual(['a'])
  })
})

describe('ephemeral containers', () => {
  const spec = { ephemeralContainers: [main('debug')] } as unknown as Spec

  it('are started once, even beside what fails', () => {
    expect(started(actionsOf(spec, { lives: { a: 'running' } }))).toEqual(['debug'])
    expect(started(actionsOf(spec, { lives: { a: 'running', debug: 1 } }))).toEqual([])
  })

  it('wait for a sandbox', () => {
    expect(started(actionsOf(spec, { sandboxes: [] }))).toEqual(['a'])
  })
})
