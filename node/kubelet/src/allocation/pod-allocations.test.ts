import type { Pod, ResourceRequirements } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { ActuatedResources } from './actuated-resources.ts'
import { PodAllocations } from './pod-allocations.ts'

const podOf = (uid: string, cpu: string, status: Pod['status'] = {}): Pod =>
  ({
    metadata: { name: uid, uid },
    spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }] },
    status,
  }) as unknown as Pod

const given = (allocations: PodAllocations, pod: Pod): ResourceRequirements | undefined =>
  allocations.allocated(pod).spec.containers[0]?.resources

const allocatable = { cpu: '4' }

describe('what pods are given', () => {
  it('is what they first asked for, until a resize is granted', () => {
    const allocations = new PodAllocations()
    given(allocations, podOf('a', '1'))
    expect(given(allocations, podOf('a', '2'))).toEqual({ requests: { cpu: '1' } })
    expect(allocations.resize(podOf('a', '2'), () => [], allocatable)).toBeUndefined()
    expect(given(allocations, podOf('a', '2'))).toEqual({ requests: { cpu: '2' } })
  })

  it('does not change where there is no room, or never can be', () => {
    const allocations = new PodAllocations()
    given(allocations, podOf('a', '1'))
    const others = () => [podOf('b', '2500m')]
    expect(allocations.resize(podOf('a', '2'), others, allocatable)).toEqual({
      reason: 'Deferred',
      message: "Node didn't have enough resource: cpu, requested: 2000, used: 2500, capacity: 4000",
    })
    expect(allocations.resize(podOf('a', '5'), () => [], allocatable)).toEqual({
      reason: 'Infeasible',
      message: "Node didn't have enough capacity: cpu, requested: 5000, capacity: 4000",
    })
    expect(given(allocations, podOf('a', '5'))).toEqual({ requests: { cpu: '1' } })
  })

  it('is what the status shows for a pod of an earlier kubelet', () => {
    const status = { containerStatuses: [{ name: 'c', resources: { requests: { cpu: '1' } } }] }
    expect(given(new PodAllocations(), podOf('a', '2', status as never))).toEqual({ requests: { cpu: '1' } })
  })
})

it('tells which resources a running container is yet to be given', () => {
  const actuated = new ActuatedResources()
  const container = (cpu: string, memory: string) => ({ name: 'c', resources: { requests: { cpu, memory } } })
  const pod = podOf('a', '1')
  actuated.set('a', 'id', container('1', '64Mi'))
  expect(actuated.outdated(pod, 'id', container('1000m', '64Mi'))).toEqual([])
  expect(actuated.outdated(pod, 'id', container('2', '65Mi'))).toEqual(['cpu', 'memory'])
  actuated.forget('a')
  expect(actuated.outdated(pod, 'id', container('2', '65Mi'))).toEqual([])
})
