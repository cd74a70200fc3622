import type { Container, Pod } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { cgroupParentOf, linuxResourcesOf, qosClassOf } from './resources.ts'

type Resources = NonNullable<Container['resources']>
const gibi = 1024 ** 3
const full = { cpu: '1', memory: '1Gi' }

function podOf(containers: readonly (Resources | undefined)[], spec: Partial<Pod['spec']> = {}): Pod {
  const list = containers.map((resources, index) => ({ name: `c${index}`, resources }))
  return { metadata: { name: 'web', uid: 'u1' }, spec: { containers: list, ...spec } } as unknown as Pod
}

const linuxOf = (resources: Resources, spec?: Partial<Pod['spec']>) => {
  const pod = podOf([resources], spec)
  return linuxResourcesOf(pod, pod.spec.containers[0] as Container, 10 * gibi)
}

describe('qosClassOf', () => {
  it.each<[string, (Resources | undefined)[], string]>([
    ['nothing is asked for', [undefined, {}], 'BestEffort'],
    ['only zeros are asked for', [{ requests: { cpu: '0' } }], 'BestEffort'],
    ['only other resources are asked for', [{ limits: { 'ephemeral-storage': '1Gi' } }], 'BestEffort'],
    ['requests are the limits', [{ requests: full, limits: full }], 'Guaranteed'],
    ['they are the same in other words', [{ requests: { cpu: '1000m' }, limits: full }], 'Guaranteed'],
    ['there are only limits', [{ limits: full }], 'Guaranteed'],
    ['one container has none', [{ limits: full }, undefined], 'Burstable'],
    ['one resource has no limit', [{ limits: { cpu: '1' } }], 'Burstable'],
    ['a request is less than its limit', [{ requests: { cpu: '1m' }, limits: full }], 'Burstable'],
    ['there are only requests', [{ requests: full }], 'Burstable'],
  ])('when %s', (_case, resources, expected) => {
    expect(qosClassOf(podOf(resources))).toBe(expected)
  })

  it('counts init containers', () => {
    const initContainers = [{ name: 'init' }] as Container[]
    expect(qosClassOf(podOf([{ limits: full }], { initContainers }))).toBe('Burstable')
  })
})

describe('cgroupParentOf', () => {
  it.each<[Resources, string]>([
    [{}, '/node/kubepods/besteffort/podu1'],
    [{ requests: full }, '/node/kubepods/burstable/podu1'],
    [{ limits: full }, '/node/kubepods/podu1'],
  ])('puts %j below %s', (resources, expected) => {
    expect(cgroupParentOf(podOf([resources]), '/node')).toBe(expected)
  })
})

describe('linuxResourcesOf', () => {
  it.each<[Resources, number, number | undefined]>([
    [{}, 2, undefined],
    [{ requests: { cpu: '500m' } }, 512, undefined],
    [{ requests: { cpu: '1m' } }, 2, undefined],
    [{ requests: { cpu: '1000' } }, 262_144, undefined],
    [{ limits: { cpu: '250m' } }, 256, 25_000],
    [{ requests: { cpu: '0' }, limits: { cpu: '2' } }, 2, 200_000],
    [{ limits: { cpu: '5m' } }, 5, 1_000],
  ])('makes of %j %i shares and a quota of %s', (resources, cpuShares, cpuQuota) => {
    const linux = linuxOf(resources)
    expect([linux.cpuPeriod, linux.cpuShares, linux.cpuQuota]).toEqual([100_000, cpuShares, cpuQuota])
  })

  it('limits memory only where that is asked', () => {
    expect(linuxOf({ limits: { memory: '64Mi' } }).memoryLimitBytes).toBe(64 * 1024 ** 2)
    expect(linuxOf({ requests: { memory: '64Mi' } })).not.toHaveProperty('memoryLimitBytes')
  })

  it.each<[string, Resources, number]>([
    ['a guaranteed pod', { limits: full }, -997],
    ['a best effort pod', {}, 1000],
    ['a burstable pod that asks for a tenth of the memory', { requests: { memory: '1Gi' } }, 900],
    ['one that asks for none', { requests: { cpu: '1' } }, 999],
    ['one that asks for all', { requests: { memory: '10Gi' } }, 3],
  ])('adjusts the OOM score of %s to its worth', (_case, resources, expected) => {
    expect(linuxOf(resources).oomScoreAdj).toBe(expected)
  })

  it('spares what is critical to the node', () => {
    expect(linuxOf({}, { priority: 2_000_001_000 }).oomScoreAdj).toBe(-997)
    expect(linuxOf({}, { priority: 2_000_000_000 }).oomScoreAdj).toBe(1000)
  })
})
