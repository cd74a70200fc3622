import type { Container, Pod } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { admitPod, podRequests } from './admit-pod.ts'

const main = (cpu: string, rest: Partial<Container> = {}): Container => ({
  name: 'c',
  resources: { requests: { cpu } },
  ...rest,
})
const podOf = (spec: Partial<Pod['spec']>): Pod => ({ spec: { containers: [main('500m')], ...spec } }) as Pod
const onPort = (hostPort: number, rest: object = {}): Pod =>
  podOf({ containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort, ...rest }] }] })
const allocatable = { cpu: '2', memory: '1Gi', pods: '3' }

describe('admitPod', () => {
  it('takes a pod that fills the node', () => {
    expect(admitPod(podOf({}), [podOf({ containers: [main('1500m')] })], allocatable)).toBeUndefined()
  })

  it.each([
    [
      'CPU',
      podOf({ containers: [main('600m')] }),
      [podOf({ containers: [main('1500m')] })],
      {
        reason: 'OutOfcpu',
        message: "Node didn't have enough resource: cpu, requested: 600, used: 1500, capacity: 2000",
      },
    ],
    [
      'memory',
      podOf({ containers: [{ name: 'c', resources: { limits: { memory: '2Gi' } } }] }),
      [],
      {
        reason: 'OutOfmemory',
        message:
          "Node didn't have enough resource: memory, requested: 2147483648, used: 0, capacity: 1073741824",
      },
    ],
    [
      'places',
      podOf({ containers: [{ name: 'c' }] }),
      [podOf({ containers: [] }), podOf({ containers: [] }), podOf({ containers: [] })],
      {
        reason: 'OutOfpods',
        message: "Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3",
      },
    ],
    [
      'host ports',
      onPort(80),
      [onPort(80, { hostIP: '10.0.0.1' })],
      {
        reason: 'NodePorts',
        message: "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
      },
    ],
    [
      'the right system',
      podOf({ os: { name: 'windows' } }),
      [],
      {
        reason: 'PodOSNotSupported',
        message: "Failed to admit pod as the OS field doesn't match node OS",
      },
    ],
  ])('refuses a pod the node has no %s for', (_, pod, others, rejection) => {
    expect(admitPod(pod, others, allocatable)).toEqual(rejection)
  })

  it.each([
    ['another number', onPort(81)],
    ['another protocol', onPort(80, { protocol: 'UDP' })],
    ['another address', onPort(80, { hostIP: '10.0.0.2' })],
  ])('lets pods have host ports that differ in %s', (_, other) => {
    expect(admitPod(onPort(80, { hostIP: '10.0.0.1' }), [other], allocatable)).toBeUndefined()
  })

  it('ignores resources the node does not count', () => {
    const pod = podOf({ containers: [{ name: 'c', resources: { requests: { 'example.com/gpu': '1' } } }] })
    expect(admitPod(pod, [], allocatable)).toBeUndefined()
  })
})

describe('podRequests', () => {
  const sidecar = (cpu: string): Container => main(cpu, { restartPolicy: 'Always' })

  it.each([
    ['its containers together', { containers: [main('1'), main('200m')] }, 1200n],
    ['an init container that needs more', { initContainers: [main('2')] }, 2000n],
    ['sidecars beside the containers', { initContainers: [sidecar('1')] }, 1500n],
    ['sidecars beside a later init container', { initContainers: [sidecar('1'), main('3')] }, 4000n],
    ['no sidecar that comes after the init container', { initContainers: [main('3'), sidecar('1')] }, 3000n],
    ['what the pod as a whole asks for', { resources: { requests: { cpu: '3' } } }, 3000n],
    ['its overhead too', { overhead: { cpu: '100m' } }, 600n],
  ])('counts %s', (_, spec, cpu) => {
    expect(podRequests(podOf(spec)).cpu).toBe(cpu)
  })
})
