import type { Container, Pod } from '@knarr/api/core/v1'
import { VirtualClock } from '@knarr/machinery'
import { RuntimeError } from '@knarr/rpc'
import { beforeEach, describe, expect, it } from 'vitest'
import { FakeRuntime } from '../testing/fake-runtime.ts'
import { ImagePuller } from './image-puller.ts'

let clock: VirtualClock
let runtime: FakeRuntime
let pulls: string[]
let told: string[]
let puller: ImagePuller

beforeEach(() => {
  clock = new VirtualClock()
  pulls = []
  told = []
  runtime = new FakeRuntime({ clock, onCall: (_name, image) => void pulls.push(image) })
  puller = new ImagePuller({
    ...{ runtime, clock, authFor: async () => undefined },
    events: {
      event: (_pod, { type, reason, message, fieldPath }) =>
        void told.push(`${type} ${reason} ${fieldPath}: ${message}`),
    },
  })
})

function podOf(container: Partial<Container>, uid = 'u1'): Pod {
  const spec = { containers: [{ name: 'c', ...container }] }
  return { metadata: { name: 'web', namespace: 'shop', uid }, spec } as unknown as Pod
}

function ensure(container: Partial<Container>, uid?: string): ReturnType<ImagePuller['ensure']> {
  const pod = podOf(container, uid)
  return puller.ensure(pod, { ...(pod.spec.containers[0] as Container), fieldPath: 'spec.containers{c}' })
}

describe('ImagePuller', () => {
  it.each([
    ['web', 'web:latest'],
    ['host:5000/web', 'host:5000/web:latest'],
    ['host:5000/a/web:1', 'host:5000/a/web:1'],
    [`web@sha256:${'0'.repeat(64)}`, `web@sha256:${'0'.repeat(64)}`],
  ])('pulls %s as %s', async (image, expected) => {
    expect(await ensure({ image })).toHaveProperty('id')
    expect(pulls).toEqual([expected])
  })

  it.each<[string | undefined, number]>([
    ['IfNotPresent', 0],
    [undefined, 0],
    ['Never', 0],
    ['Always', 1],
  ])('with policy %s pulls what is there %i times', async (imagePullPolicy, expected) => {
    await runtime.pullImage('web:1')
    pulls.length = 0
    const policy = imagePullPolicy === undefined ? {} : { imagePullPolicy }
    expect(await ensure({ image: 'web:1', ...policy })).toHaveProperty('id')
    expect(pulls).toHaveLength(expected)
    expect(told[0]).toBe(
      expected === 0
        ? 'Normal Pulled spec.containers{c}: Container image "web:1" already present on machine and can be accessed by the pod'
        : 'Normal Pulling spec.containers{c}: Pulling image "web:1"',
    )
  })

  it('does not pull what must never be', async () => {
    const message = 'Container image "web:1" is not present with pull policy of Never'
    expect(await ensure({ image: 'web:1', imagePullPolicy: 'Never' })).toEqual({
      reason: 'ErrImageNeverPull',
      message,
    })
    expect(told).toEqual([`Warning ErrImageNeverPull spec.containers{c}: ${message}`])
  })

  it.each(['Web:1', 'a b', '', 'web:'])('refuses %j for a name', async (image) => {
    expect(await ensure({ image })).toMatchObject({
      reason: 'InvalidImageName',
      message: `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`,
    })
    expect(pulls).toEqual([])
  })

  it('says why an image cannot be looked at', async () => {
    runtime.imageStatus = async () => {
      throw new Error('no space left on device')
    }
    const message = 'Failed to inspect image "web:1": no space left on device'
    expect(await ensure({ image: 'web:1' })).toEqual({ reason: 'ImageInspectError', message })
    expect(told).toEqual([expect.stringMatching(/^Warning InspectFailed .*no space left on device$/)])
  })

  it('pulls once for pods that ask at the same time', async () => {
    await Promise.all(['u1', 'u2', 'u3'].map((uid) => ensure({ image: 'web:1' }, uid)))
    expect(pulls).toEqual(['web:1'])
  })

  it('backs off for each pod on its own, and forgets with it', async () => {
    runtime.failPulls('web:1', new RuntimeError('NotFound', 'gone'))
    const reasonOf = async (uid: string) =>
      ((await ensure({ image: 'web:1' }, uid)) as { reason?: string }).reason
    expect([await reasonOf('u1'), await reasonOf('u1'), await reasonOf('u2')]).toEqual([
      'ErrImagePull',
      'ImagePullBackOff',
      'ErrImagePull',
    ])
    puller.forget(podOf({ image: 'web:1' }))
    expect(await reasonOf('u1')).toBe('ErrImagePull')
    await clock.advance(10_000)
    expect(await reasonOf('u1')).toBe('ErrImagePull')
    await clock.advance(19_999)
    expect(await reasonOf('u1')).toBe('ImagePullBackOff')
    runtime.failPulls('web:1')
    await clock.advance(1)
    expect(await reasonOf('u1')).toBeUndefined()
  })

  it('tells of the image of a volume as of the pod', async () => {
    await puller.ensure(podOf({}), { image: 'data:1' })
    expect(told[0]).toBe('Normal Pulling undefined: Pulling image "data:1"')
  })
})
