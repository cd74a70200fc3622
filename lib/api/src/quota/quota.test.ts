import type { KubeObject } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { resourceListOf } from './amounts.ts'
import { isUnderQuota, quotaEvaluator } from './evaluator.ts'
import { podLimits, podRequests } from './pod-resources.ts'

const container = (name: string, requests?: object, limits?: object, more = {}) => ({
  name,
  image: 'x',
  resources: { ...(requests ? { requests } : {}), ...(limits ? { limits } : {}) },
  ...more,
})
const podOf = (spec: object, more = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [], ...spec },
    ...more,
  }) as never
const usageOf = (plural: string, object: object, nowMs = 0) =>
  resourceListOf(quotaEvaluator({ group: '', plural }).usage(object as KubeObject, nowMs))

describe('what a pod asks for', () => {
  it('is its containers together, or its largest init container with the sidecars before it', () => {
    const pod = podOf({
      containers: [
        container('a', { cpu: '1', memory: '1Gi' }, { cpu: '2' }),
        container('b', { cpu: '500m' }),
      ],
      initContainers: [
        container('side', { cpu: '250m' }, undefined, { restartPolicy: 'Always' }),
        container('init', { cpu: '3', memory: '512Mi' }, { cpu: '4' }),
      ],
      overhead: { cpu: '100m' },
    })
    expect(resourceListOf(podRequests(pod))).toEqual({ cpu: '3350m', memory: '1Gi' })
    expect(resourceListOf(podLimits(pod))).toEqual({ cpu: '4100m' })
  })

  it('is what it says for itself, and what it was granted while it shrinks', () => {
    const pod = podOf(
      { containers: [container('a', { cpu: '1' })], resources: { requests: { memory: '1Gi' } } },
      {
        status: { containerStatuses: [{ name: 'a', resources: { requests: { cpu: '2' } } }] },
      },
    )
    expect(resourceListOf(podRequests(pod))).toEqual({ cpu: '2', memory: '1Gi' })
  })
})

describe('usage of quotas', () => {
  const requests = { cpu: '1', 'hugepages-2Mi': '4Mi', 'example.com/gpu': '1' }
  const pod = { containers: [container('a', requests, { cpu: '2' })] }

  it('by a pod', () => {
    expect(usageOf('pods', podOf(pod))).toEqual({
      'count/pods': '1',
      pods: '1',
      cpu: '1',
      'requests.cpu': '1',
      'limits.cpu': '2',
      'hugepages-2Mi': '4Mi',
      'requests.hugepages-2Mi': '4Mi',
      'requests.example.com/gpu': '1',
    })
  })

  it.each([
    [{ status: { phase: 'Succeeded' } }],
    [{ metadata: { deletionTimestamp: '1970-01-01T00:00:10Z', deletionGracePeriodSeconds: 30 } }],
  ])('by a pod that is %j is only its count', (more) => {
    expect(usageOf('pods', podOf(pod, more), 41_000)).toEqual({ 'count/pods': '1' })
  })

  it.each([
    [{ ports: [{}, {}] }, '0', '0'],
    [{ type: 'NodePort', ports: [{}, {}] }, '0', '2'],
    [{ type: 'LoadBalancer', ports: [{}, {}] }, '1', '2'],
    [{ type: 'LoadBalancer', ports: [{}, { nodePort: 1 }], allocateLoadBalancerNodePorts: false }, '1', '1'],
  ])('by a service with %j', (spec, balancers, nodePorts) => {
    expect(usageOf('services', { spec })).toEqual({
      ...{ 'count/services': '1', services: '1' },
      ...{ 'services.loadbalancers': balancers, 'services.nodeports': nodePorts },
    })
  })

  it('by a claim, also of its class', () => {
    const spec = { storageClassName: 'gold', resources: { requests: { storage: '1Gi' } } }
    expect(usageOf('persistentvolumeclaims', { metadata: {}, spec })).toEqual({
      'count/persistentvolumeclaims': '1',
      persistentvolumeclaims: '1',
      'requests.storage': '1Gi',
      'gold.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
      'gold.storageclass.storage.k8s.io/requests.storage': '1Gi',
    })
  })

  it('by anything else is its count', () => {
    expect(usageOf('secrets', {})).toEqual({ 'count/secrets': '1', secrets: '1' })
    const { usage } = quotaEvaluator({ group: 'apps', plural: 'deployments' })
    expect(resourceListOf(usage({} as never, 0))).toEqual({ 'count/deployments.apps': '1' })
  })
})

describe('isUnderQuota', () => {
  const pods = quotaEvaluator({ group: '', plural: 'pods' })
  const plain = podOf({ containers: [container('a')] })
  const classed = podOf({ priorityClassName: 'high', containers: [container('a', { cpu: '1' })] })
  const affine = podOf({
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ namespaces: ['x'] }] } },
  })
  const expression = (operator: string, ...values: string[]) => ({
    scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] },
  })

  it.each([
    [{}, plain, true],
    [{ scopes: ['BestEffort'] }, plain, true],
    [{ scopes: ['BestEffort'] }, classed, false],
    [{ scopes: ['NotBestEffort', 'NotTerminating'] }, classed, true],
    [{ scopes: ['Terminating'] }, podOf({ activeDeadlineSeconds: 0 }), true],
    [expression('In', 'high'), classed, true],
    [expression('In', 'low'), classed, false],
    [expression('NotIn', 'low'), plain, true],
    [expression('Exists'), plain, false],
    [expression('DoesNotExist'), plain, true],
    [{ scopes: ['CrossNamespacePodAffinity'] }, affine, true],
    [{ scopes: ['CrossNamespacePodAffinity'] }, plain, false],
  ])('with %j', (spec, object, expected) => {
    const quota = { spec: { hard: { pods: '1' }, ...spec } } as never
    expect(isUnderQuota(pods, quota, object)).toBe(expected)
  })

  it('only looks at quotas on its resources, and at scopes it knows', () => {
    expect(isUnderQuota(pods, { spec: { hard: { services: '1' } } } as never, plain)).toBe(false)
    const secrets = quotaEvaluator({ group: '', plural: 'secrets' })
    const quota = { spec: { hard: { secrets: '1' }, scopes: ['BestEffort'] } } as never
    expect(isUnderQuota(secrets, quota, plain)).toBe(false)
  })

  it('tells what containers have to say', () => {
    const pod = podOf({ containers: [container('b', { cpu: '1' }), container('a')] })
    expect(pods.unspecified(pod, ['requests.cpu', 'limits.memory', 'pods'])).toEqual([
      'limits.memory for: a,b',
      'requests.cpu for: a',
    ])
  })
})
