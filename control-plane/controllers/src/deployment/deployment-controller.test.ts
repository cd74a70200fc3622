import {
  type Deployment,
  type DeploymentSpec,
  deployments,
  type ReplicaSet,
  replicaSets,
} from '@knarr/api/apps/v1'
import { pods } from '@knarr/api/core/v1'
import { conditionOf, controllerOf } from '@knarr/controller'
import { forbidden } from '@knarr/machinery'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isActive, isReady } from '../pod/pod-state.ts'
import { replicaSetController } from '../replicaset/replicaset-controller.ts'
import { fakeKubelet } from '../testing/fake-kubelet.ts'
import { deploymentOf, namespace, replicaSetOf } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { deploymentController } from './deployment-controller.ts'
import { templateHash } from './template-hash.ts'

const key = { namespace, name: 'web' }
const revision = 'deployment.kubernetes.io/revision'

interface Options {
  readonly kubelet?: Parameters<typeof fakeKubelet>[0]
  readonly gracefulPods?: boolean
}

async function open(
  replicas: number,
  spec: Partial<DeploymentSpec> = {},
  { kubelet, ...fake }: Options = {},
) {
  const world = openControllers(fake)
  const { client, pass } = world
  await client.create(deployments, deploymentOf('web', replicas, spec))
  const read = () => client.get(deployments, key)
  const patch = async (changed: object) => {
    await client.patch(deployments, key, { type: 'merge', patch: { spec: changed } })
    await pass()
  }
  const roll = (image: string) => patch({ template: { spec: { containers: [{ name: 'main', image }] } } })
  const sets = async () => (await client.list(replicaSets, { namespace })).items
  /** `web:1=3 web:2=1`: each set's image and wanted replicas, by image. */
  const sizes = async () => (await sets()).map(sizeOf).toSorted().join(' ')
  const progressing = async () => {
    const condition = conditionOf((await read()).status?.conditions, 'Progressing')
    return condition && `${condition.status} ${condition.reason}`
  }
  const run = () => world.run(deploymentController, replicaSetController, () => fakeKubelet(kubelet))
  return { ...world, read, patch, roll, sets, sizes, progressing, run }
}

const imageOf = ({ spec }: ReplicaSet) => spec.template?.spec?.containers[0]?.image
const sizeOf = (set: ReplicaSet) => `${imageOf(set)}=${set.spec.replicas}`
const setOf = (sets: readonly ReplicaSet[], image: string) =>
  sets.find((set) => imageOf(set) === image) as ReplicaSet

describe('a first roll-out', () => {
  it('makes a set named after the template, which selects only its own pods', async () => {
    const { run, sets, read, events } = await open(3)
    await run()
    const [set] = (await sets()) as [ReplicaSet]
    const deployment = await read()
    const hash = templateHash(deployment.spec.template)
    expect(set.metadata).toMatchObject({
      name: `web-${hash}`,
      labels: { app: 'web', 'pod-template-hash': hash },
      annotations: {
        [revision]: '1',
        'deployment.kubernetes.io/desired-replicas': '3',
        'deployment.kubernetes.io/max-replicas': '4',
      },
    })
    expect(set.spec.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': hash })
    expect(set.spec.template?.metadata?.labels).toEqual({ app: 'web', 'pod-template-hash': hash })
    expect(controllerOf(set)).toMatchObject({ kind: 'Deployment', uid: deployment.metadata.uid })
    expect(deployment.metadata.annotations?.[revision]).toBe('1')
    expect(events.filter(({ by }) => by === 'deployment-controller').map(({ text }) => text)).toEqual([
      `Normal ScalingReplicaSet Scaled up replica set ${set.metadata.name} from 0 to 3`,
    ])
  })

  it('tells what kubectl rollout status waits for', async () => {
    const { run, read, pass, progressing, transport } = await open(3)
    const seen: string[] = []
    transport.intercept(({ path, method, body }) => {
      if (method !== 'PUT' || !path.endsWith('deployments/web/status')) return
      const reason = conditionOf((body as Deployment).status?.conditions, 'Progressing')?.reason ?? ''
      if (seen.at(-1) !== reason) seen.push(reason)
    })
    await run()
    expect((await read()).status).toMatchObject({
      observedGeneration: 1,
      updatedReplicas: 3,
      replicas: 3,
      unavailableReplicas: 3,
    })
    await pass(2_000)
    expect(seen).toEqual(['NewReplicaSetCreated', 'ReplicaSetUpdated', 'NewReplicaSetAvailable'])
    expect(await progressing()).toBe('True NewReplicaSetAvailable')
    const { status } = await read()
    expect(status).toMatchObject({ availableReplicas: 3, readyReplicas: 3, terminatingReplicas: 0 })
    expect(status?.unavailableReplicas).toBeUndefined()
    expect(conditionOf(status?.conditions, 'Available')).toMatchObject({
      status: 'True',
      reason: 'MinimumReplicasAvailable',
    })
    expect(conditionOf(status?.conditions, 'Progressing')?.message).toMatch(
      /^ReplicaSet "web-.*" has successfully progressed\.$/,
    )
  })

  it('adopts a set that fits instead of making one', async () => {
    const { client, run, sets, progressing, read } = await open(2)
    await client.create(replicaSets, replicaSetOf('older', 2))
    await run()
    expect((await sets()).map(({ metadata }) => metadata.name)).toEqual(['older'])
    expect((await sets())[0]?.metadata.annotations?.[revision]).toBe('1')
    expect((await read()).metadata.annotations?.[revision]).toBe('1')
    expect(await progressing()).toMatch(/FoundNewReplicaSet|ReplicaSetUpdated/)
  })

  it('finds another name when its own is taken', async () => {
    const { client, run, sets, read } = await open(1)
    const name = `web-${templateHash((await read()).spec.template)}`
    await client.create(replicaSets, {
      ...replicaSetOf(name, 0),
      metadata: { name, namespace, labels: { app: 'x' } },
    })
    await run()
    expect((await read()).status?.collisionCount).toBe(1)
    const other = `web-${templateHash((await read()).spec.template, 1)}`
    expect((await sets()).map(({ metadata }) => metadata.name).toSorted()).toEqual([name, other].toSorted())
  })

  it('tells when its set may not be made', async () => {
    const { run, transport, progressing, events, pass, sizes } = await open(1)
    const allow = transport.intercept(({ method, path }) => {
      if (method === 'POST' && path.endsWith('/replicasets')) throw forbidden(replicaSets, 'web', 'quota')
    })
    await run()
    expect(await progressing()).toBe('False ReplicaSetCreateError')
    expect(events[0]?.text).toMatch(
      /^Warning ReplicaSetCreateError Failed to create new replica set "web-.*": .*quota$/,
    )
    allow()
    await pass(5_000)
    expect(await sizes()).toBe('web:1=1')
    expect(await progressing()).toBe('True NewReplicaSetAvailable')
  })

  it('refuses to select everything', async () => {
    const { run, events, sets, read } = await open(1, { selector: {} })
    await run()
    expect(events[0]?.text).toMatch('Warning SelectingAll')
    expect([await sets(), (await read()).status?.observedGeneration]).toEqual([[], 1])
  })
})

describe('a rolling update', () => {
  it('replaces the pods step by step and counts revisions', async () => {
    const { run, pass, roll, sizes, sets, read } = await open(4)
    await run()
    await pass(2_000)
    await roll('web:2')
    expect(await sizes()).toBe('web:1=3 web:2=2')
    await pass(10_000)
    expect(await sizes()).toBe('web:1=0 web:2=4')
    expect(setOf(await sets(), 'web:2').metadata.annotations?.[revision]).toBe('2')
    expect((await read()).metadata.annotations?.[revision]).toBe('2')
  })

  it('goes back to the set of before under a new revision', async () => {
    const { run, pass, roll, sets, read, sizes } = await open(2)
    await run()
    await pass(2_000)
    const before = (await sets()).map(({ metadata }) => metadata.name)
    await roll('web:2')
    await pass(10_000)
    await roll('web:1')
    await pass(10_000)
    expect(await sizes()).toBe('web:1=2 web:2=0')
    const back = setOf(await sets(), 'web:1')
    expect(back.metadata.name).toBe(before[0])
    expect(back.metadata.annotations).toMatchObject({
      [revision]: '3',
      'deployment.kubernetes.io/revision-history': '1',
    })
    expect((await read()).metadata.annotations?.[revision]).toBe('3')
  })

  it('keeps as many old sets as it may, the newest', async () => {
    const { run, pass, roll, sizes } = await open(1, { revisionHistoryLimit: 2 })
    await run()
    for (const image of ['web:2', 'web:3', 'web:4', 'web:5']) {
      await roll(image)
      await pass(10_000)
    }
    expect(await sizes()).toBe('web:3=0 web:4=0 web:5=1')
  })

  it('stops at what does not become ready, says so when its time is over, and goes on with the next', async () => {
    const { run, pass, roll, sizes, progressing } = await open(4, { progressDeadlineSeconds: 60 })
    await run()
    await pass(2_000)
    await roll('broken:1')
    await pass(50_000)
    expect(await sizes()).toBe('broken:1=2 web:1=3')
    expect(await progressing()).toBe('True ReplicaSetUpdated')
    await pass(15_000)
    expect(await progressing()).toBe('False ProgressDeadlineExceeded')
    await roll('web:2')
    await pass(10_000)
    expect(await sizes()).toBe('broken:1=0 web:1=0 web:2=4')
    expect(await progressing()).toBe('True NewReplicaSetAvailable')
  })

  it('spreads a change of replicas over old and new in the middle of it', async () => {
    const { run, pass, roll, patch, sizes } = await open(10, {
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
    })
    await run()
    await pass(2_000)
    await roll('broken:1')
    await pass(1_000)
    expect(await sizes()).toBe('broken:1=5 web:1=8')
    await patch({ replicas: 15 })
    expect(await sizes()).toBe('broken:1=7 web:1=11')
  })

  it('shows the failure of its sets, the new one first', async () => {
    const { run, pass, read, transport } = await open(2)
    transport.intercept(({ method, path }) => {
      if (method === 'POST' && path.endsWith('/pods')) throw forbidden(pods, 'web', 'quota')
    })
    await run()
    await pass()
    expect(conditionOf((await read()).status?.conditions, 'ReplicaFailure')).toMatchObject({
      status: 'True',
      reason: 'FailedCreate',
      message: 'pods "web" is forbidden: quota',
    })
  })

  it('keeps within its bounds at every step, and ends', async () => {
    const bound = fc.oneof(
      fc.nat(4),
      fc.nat(100).map((percent) => `${percent}%`),
    )
    const cases = fc.record({
      replicas: fc.integer({ min: 1, max: 7 }),
      maxSurge: bound,
      maxUnavailable: bound,
      seed: fc.nat(50),
    })
    await fc.assert(fc.asyncProperty(cases, holdsBounds), { numRuns: 15, seed: 7 })
  })
})

async function holdsBounds({
  replicas,
  maxSurge,
  maxUnavailable,
  seed,
}: Record<'replicas' | 'seed', number> & Record<'maxSurge' | 'maxUnavailable', number | string>) {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } }
  const kubelet = ({ metadata }: { metadata: { uid: string } }) =>
    500 * ((metadata.uid.charCodeAt(0) + seed) % 5)
  const { run, pass, roll, sizes, informers } = await open(replicas, { strategy }, { kubelet })
  await run()
  await pass(5_000)
  const of = (bound: number | string, round: (count: number) => number) =>
    typeof bound === 'number' ? bound : round((Number.parseInt(bound, 10) * replicas) / 100)
  const surge = of(maxSurge, Math.ceil)
  const unavailable =
    surge === 0 ? Math.max(1, of(maxUnavailable, Math.floor)) : of(maxUnavailable, Math.floor)
  const broken: string[] = []
  const check = () => {
    const active = informers.informer(pods).list(namespace).filter(isActive)
    const ready = active.filter(isReady).length
    if (active.length > replicas + surge || ready < replicas - unavailable)
      broken.push(`${active.length} pods, ${ready} ready`)
  }
  informers.informer(pods).addHandler({ onAdd: check, onUpdate: check, onDelete: check })
  await roll('web:2')
  await pass(60_000)
  expect(broken).toEqual([])
  expect(await sizes()).toBe(`web:1=0 web:2=${replicas}`)
}

describe('recreating', () => {
  const strategy = { type: 'Recreate' }

  it('lets the last old pod go before it makes a new one', async () => {
    const { run, pass, roll, sizes, client } = await open(2, { strategy }, { gracefulPods: true })
    await run()
    await pass(2_000)
    for (const { metadata } of (await client.list(pods, { namespace })).items) {
      const target = { kind: 'Node', name: 'n1' }
      await client.create(pods, { metadata, target } as never, { subresource: 'binding' })
    }
    await roll('web:2')
    await pass(20_000)
    expect(await sizes()).toBe('web:1=0')
    const going = (await client.list(pods, { namespace })).items
    expect(going).toHaveLength(2)
    for (const { metadata } of going)
      await client.delete(pods, { namespace, name: metadata.name }, { gracePeriodSeconds: 0 })
    await pass(2_000)
    expect(await sizes()).toBe('web:1=0 web:2=2')
  })
})

describe('a paused deployment', () => {
  it('rolls nothing out but follows its scale, and goes on when resumed', async () => {
    const { run, pass, roll, patch, sizes, progressing } = await open(2)
    await run()
    await pass(2_000)
    await patch({ paused: true })
    expect(await progressing()).toBe('Unknown DeploymentPaused')
    await roll('web:2')
    await patch({ replicas: 3 })
    await pass(2_000)
    expect(await sizes()).toBe('web:1=3')
    await patch({ paused: false })
    await pass(10_000)
    expect(await sizes()).toBe('web:1=0 web:2=3')
    expect(await progressing()).toBe('True NewReplicaSetAvailable')
  })
})

it('a deployment that is being deleted does no more than count', async () => {
  const { run, pass, client, read, patch, sizes } = await open(2)
  await run()
  await pass(2_000)
  await client.delete(deployments, key, { propagationPolicy: 'Foreground' })
  await patch({ replicas: 5 })
  expect(await sizes()).toBe('web:1=2')
  expect((await read()).status?.observedGeneration).toBe(2)
})

it('a deployment at rest writes nothing', async () => {
  const { run, pass, transport, errors } = await open(3)
  await run()
  await pass(20_000)
  const before = transport.writes.length
  await pass(3_600_000)
  expect(transport.writes).toHaveLength(before)
  expect(errors).toEqual([])
})
