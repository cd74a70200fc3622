import { nodes, type Pod, persistentVolumeClaims, pods } from '@knarr/api/core/v1'
import { ingressClasses, ingresses } from '@knarr/api/networking/v1'
import { runtimeClasses } from '@knarr/api/node/v1'
import { priorityClasses } from '@knarr/api/scheduling/v1'
import { storageClasses } from '@knarr/api/storage/v1'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureSystemPriorityClasses } from '../../bootstrap/ensure-priority-classes.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'

let test: TestServer
beforeEach(async () => {
  test = await startTestServer({ strategies: undefined })
})
afterEach(() => test[Symbol.asyncDispose]())

const metadata = { name: 'web', namespace: 'default' }

const createPod = (spec: object = {}) =>
  test.client.create(pods, {
    metadata,
    spec: { containers: [{ name: 'main', image: 'x' }], ...spec },
  } as unknown as Pod)

const createPriorityClass = (name: string, value: number, more: object = {}) =>
  test.client.create(priorityClasses, { metadata: { name }, value, ...more })

describe('Priority', () => {
  it('knows the system classes, and has no priority without any class', async () => {
    await ensureSystemPriorityClasses(test.transport)
    await ensureSystemPriorityClasses(test.transport)
    const { spec } = await createPod()
    expect(spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' })
    expect(spec.priorityClassName).toBeUndefined()
    const { items } = await test.client.list(priorityClasses)
    expect(items.map((item) => [item.metadata.name, item.value])).toEqual([
      ['system-cluster-critical', 2_000_000_000],
      ['system-node-critical', 2_000_001_000],
    ])
  })

  it('takes value and policy of the named class, or of the default one', async () => {
    await createPriorityClass('high', 1000, { preemptionPolicy: 'Never' })
    await createPriorityClass('usual', 10, { globalDefault: true })
    const high = await createPod({ priorityClassName: 'high' })
    expect(high.spec).toMatchObject({ priority: 1000, preemptionPolicy: 'Never' })
    await test.client.delete(pods, metadata, { gracePeriodSeconds: 0 })
    const usual = await createPod()
    expect(usual.spec).toMatchObject({ priorityClassName: 'usual', priority: 10 })
  })

  it.each([
    [
      { priorityClassName: 'high', priority: 7 },
      'pods "web" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 1000 from the given PriorityClass name',
    ],
    [
      { priorityClassName: 'high', preemptionPolicy: 'Never' },
      'the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name',
    ],
    [{ priorityClassName: 'none' }, 'pods "web" is forbidden: no PriorityClass with name none was found'],
  ])('refuses %j', async (spec, message) => {
    await createPriorityClass('high', 1000)
    await expect(createPod(spec)).rejects.toMatchObject({
      code: 403,
      message: expect.stringContaining(message),
    })
  })

  it('lets one class be the default', async () => {
    const first = await createPriorityClass('first', 1, { globalDefault: true })
    await expect(createPriorityClass('second', 2, { globalDefault: true })).rejects.toThrow(
      'PriorityClass first is already marked as default. Only one default can exist',
    )
    await expect(
      test.client.update(priorityClasses, { ...first, description: 'the usual' }),
    ).resolves.toBeDefined()
  })
})

describe('DefaultTolerationSeconds', () => {
  const leaving = (key: string) => ({
    ...{ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
  })

  it.each([
    ['nothing', undefined, [leaving('not-ready'), leaving('unreachable')]],
    ['everything', [{ operator: 'Exists' }], [{ operator: 'Exists' }]],
    [
      'one of both',
      [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }],
      [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }, leaving('unreachable')],
    ],
  ])('completes a pod that tolerates %s', async (_, tolerations, expected) => {
    expect((await createPod({ tolerations })).spec.tolerations).toEqual(expected)
  })
})

describe('TaintNodesByCondition', () => {
  it('keeps pods off a new node', async () => {
    const { spec } = await test.client.create(nodes, { metadata: { name: 'a' }, spec: {} })
    expect(spec?.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }])
  })
})

describe('the default classes', () => {
  const create = async (name: string, isDefault: boolean) => {
    const metadata = {
      name,
      annotations: {
        'storageclass.kubernetes.io/is-default-class': `${isDefault}`,
        'ingressclass.kubernetes.io/is-default-class': `${isDefault}`,
      },
    }
    await test.client.create(storageClasses, { metadata, provisioner: 'example.com/disk' })
    await test.client.create(ingressClasses, { metadata, spec: { controller: 'example.com/ingress' } })
    await test.clock.advance(1000)
  }
  const claim = (spec: object = {}) =>
    test.client.create(persistentVolumeClaims, {
      metadata,
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    } as never)

  it('are given to claims and ingresses that name none, the newest first', async () => {
    await create('old', true)
    await create('new', true)
    await create('other', false)
    expect((await claim()).spec.storageClassName).toBe('new')
    const ingress = await test.client.create(ingresses, {
      metadata,
      spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    })
    expect(ingress.spec?.ingressClassName).toBe('new')
  })

  it('are not given to a claim that wants none', async () => {
    await create('old', true)
    expect((await claim({ storageClassName: '' })).spec.storageClassName).toBe('')
  })
})

describe('RuntimeClass', () => {
  const create = (more: object = {}) =>
    test.client.create(runtimeClasses, { metadata: { name: 'sandbox' }, handler: 'sandbox', ...more })

  it('adds overhead, node selector and tolerations', async () => {
    const toleration = { key: 'sandbox', operator: 'Exists' }
    await create({
      overhead: { podFixed: { cpu: '100m' } },
      scheduling: { nodeSelector: { runtime: 'sandbox' }, tolerations: [toleration] },
    })
    const { spec } = await createPod({ runtimeClassName: 'sandbox', tolerations: [toleration] })
    expect(spec).toMatchObject({ overhead: { cpu: '100m' }, nodeSelector: { runtime: 'sandbox' } })
    expect(spec.tolerations?.filter(({ key }) => key === 'sandbox')).toHaveLength(1)
  })

  it.each([
    [{ runtimeClassName: 'none' }, 'pod rejected: RuntimeClass "none" not found'],
    [
      { overhead: { cpu: '1' } },
      'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    ],
    [
      { runtimeClassName: 'sandbox', overhead: { cpu: '1' } },
      "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
    ],
    [
      { runtimeClassName: 'sandbox', nodeSelector: { runtime: 'x' } },
      'conflict: runtimeClass.scheduling.nodeSelector[runtime] = sandbox; pod.spec.nodeSelector[runtime] = x',
    ],
  ])('refuses %j', async (spec, message) => {
    await create({
      overhead: { podFixed: { cpu: '100m' } },
      scheduling: { nodeSelector: { runtime: 'sandbox' } },
    })
    await expect(createPod(spec)).rejects.toThrow(`pods "web" is forbidden: ${message}`)
  })
})

describe('PersistentVolumeClaimResize', () => {
  const resize = async (allowVolumeExpansion: boolean) => {
    const className = { metadata: { name: 'disk' }, provisioner: 'example.com/disk', allowVolumeExpansion }
    await test.client.create(storageClasses, className)
    const spec = { accessModes: ['ReadWriteOnce'], storageClassName: 'disk', volumeName: 'disk' }
    const sized = (storage: string) => ({ ...spec, resources: { requests: { storage } } })
    const claim = await test.client.create(persistentVolumeClaims, { metadata, spec: sized('1Gi') } as never)
    const status = { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] }
    const bound = await test.client.updateStatus(persistentVolumeClaims, { ...claim, status })
    return test.client.update(persistentVolumeClaims, { ...bound, spec: { ...bound.spec, ...sized('2Gi') } })
  }

  it('lets bound claims grow where their class allows it', async () => {
    expect((await resize(true)).spec.resources?.requests?.storage).toBe('2Gi')
  })

  it('keeps them as they are where it does not', async () => {
    await expect(resize(false)).rejects.toThrow(
      'persistentvolumeclaims "web" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    )
  })
})
