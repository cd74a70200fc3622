import type { Pod, PodSpec } from '@knarr/api/core/v1'
import { cloneJson, fieldErrorText } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { preparedObject } from '../../testing/strategy-suite.ts'
import { pullPolicyFor } from './container-defaults.ts'
import { prepareEphemeralContainers, validateEphemeralContainers } from './ephemeral-containers.ts'
import { preparePodResize, validatePodResize } from './pod-resize.ts'
import { podStrategy } from './pod-strategy.ts'
import { podWarnings } from './pod-warnings.ts'
import { qosClassOf } from './qos-class.ts'

const resources = { limits: { cpu: '1', memory: '1Gi' } }

function stored(spec: Partial<PodSpec> = {}): Pod {
  const containers = [{ name: 'web', image: 'nginx:1', resources: cloneJson(resources) }]
  const written = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers, ...spec } }
  return preparedObject(podStrategy, written as Pod)
}

function updateErrors(old: Pod, change: (spec: PodSpec) => void): string[] {
  const pod = cloneJson(old)
  change(pod.spec)
  return (podStrategy.validateUpdate?.(pod, old) ?? []).map(fieldErrorText)
}

const container = (spec: PodSpec) => spec.containers[0] as PodSpec['containers'][number]

describe('a pod that is updated', () => {
  it.each<[string, (spec: PodSpec) => void]>([
    ['the image of a container', (spec) => Object.assign(container(spec), { image: 'nginx:2' })],
    [
      'an added toleration',
      (spec) => Object.assign(spec, { tolerations: [{ key: 'a', operator: 'Exists' }] }),
    ],
    ['a first deadline', (spec) => Object.assign(spec, { activeDeadlineSeconds: 60 })],
  ])('may change %s', (_what, change) => {
    expect(updateErrors(stored(), change)).toEqual([])
  })

  it('may change nothing else, and is told what it may and what it did', () => {
    const [text = ''] = updateErrors(stored(), (spec) =>
      Object.assign(spec, { hostNetwork: false, subdomain: 'x' }),
    )
    expect(text.split('\n')).toEqual([
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,' +
        '`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,' +
        '`spec.tolerations` (only additions to existing tolerations),' +
        '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
      '+ hostNetwork: false',
      '+ subdomain: "x"',
      '',
    ])
  })

  it.each<[string, Partial<PodSpec>, (spec: PodSpec) => void, string]>([
    [
      'add a container',
      {},
      (spec) => spec.containers.push({ ...container(spec), name: 'b' }),
      'spec.containers: Forbidden: pod updates may not add or remove containers',
    ],
    [
      'take a toleration away',
      { tolerations: [{ key: 'a', operator: 'Exists' }] },
      (spec) => Object.assign(spec, { tolerations: [] }),
      'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    ],
    [
      'put its deadline off',
      { activeDeadlineSeconds: 5 },
      (spec) => Object.assign(spec, { activeDeadlineSeconds: 6 }),
      'spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value',
    ],
    [
      'gain a gate',
      {},
      (spec) => Object.assign(spec, { schedulingGates: [{ name: 'a.b/c' }] }),
      "spec.schedulingGates[0]: Forbidden: only deletion is allowed, but found new scheduling gate 'a.b/c'",
    ],
  ])('may not %s', (_what, spec, change, expected) => {
    expect(updateErrors(stored(spec), change)).toEqual([expected])
  })

  it('may choose its nodes more narrowly while it is gated, and not after', () => {
    const narrow = (spec: PodSpec): void => {
      spec.nodeSelector = { zone: 'a' }
    }
    expect(updateErrors(stored({ schedulingGates: [{ name: 'a.b/c' }] }), narrow)).toEqual([])
    expect(updateErrors(stored(), narrow)[0]).toContain('+ nodeSelector: {"zone":"a"}')
  })
})

describe('the status of a pod', () => {
  it('does not bring an ended container back, nor change the class of service', () => {
    const old = stored({ restartPolicy: 'Never' })
    const state = { terminated: { exitCode: 0 } }
    const ended = { name: 'web', image: '', imageID: '', ready: false, restartCount: 0, state }
    old.status = { ...old.status, containerStatuses: [ended] }
    const pod = cloneJson(old)
    pod.status = {
      ...pod.status,
      qosClass: 'BestEffort',
      containerStatuses: [{ ...ended, state: { running: {} } }],
    }
    expect(podStrategy.validateStatusUpdate?.(pod, old).map(fieldErrorText)).toEqual([
      'status.qosClass: Invalid value: "BestEffort": field is immutable',
      'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
    ])
  })
})

describe('how long a pod has to stop', () => {
  it.each<[string, Partial<PodSpec>, string, number | undefined, number]>([
    ['no time while it has no node', {}, 'Pending', undefined, 0],
    ['no time once it is over', { nodeName: 'n' }, 'Succeeded', 60, 0],
    ['its own time', { nodeName: 'n', terminationGracePeriodSeconds: 7 }, 'Running', undefined, 7],
    ['the time asked for', { nodeName: 'n' }, 'Running', 3, 3],
    ['a second where that is negative', { nodeName: 'n' }, 'Running', -1, 1],
  ])('is %s', (...[, spec, phase, requested, expected]) => {
    const pod = stored(spec)
    expect(podStrategy.gracePeriodSeconds?.({ ...pod, status: { phase } }, requested)).toBe(expected)
  })
})

describe('the class of service', () => {
  const both = { cpu: '1', memory: '1Gi' }
  it.each<[string, object[]]>([
    ['BestEffort', [{}]],
    ['BestEffort', [{ requests: { 'example.com/gpu': '1' } }]],
    ['Guaranteed', [{ limits: both, requests: { cpu: '1000m', memory: '1024Mi' } }]],
    ['Burstable', [{ limits: both }, {}]],
    ['Burstable', [{ limits: both, requests: { ...both, cpu: '500m' } }]],
    ['Burstable', [{ requests: { cpu: '1' } }]],
  ])('is %s for containers with %j', (expected, list) => {
    const containers = list.map((item, index) => ({ name: `c${index}`, resources: item }))
    expect(qosClassOf({ containers })).toBe(expected)
  })
})

describe('resizing a pod', () => {
  function resized(change: (spec: PodSpec) => void): { pod: Pod; errors: string[] } {
    const old = stored()
    const pod = cloneJson(old)
    change(pod.spec)
    preparePodResize(pod, old)
    return { pod, errors: validatePodResize(pod, old).map(fieldErrorText) }
  }

  it('takes new resources and nothing else', () => {
    const more = { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '2', memory: '1Gi' } }
    const { pod, errors } = resized((spec) =>
      Object.assign(container(spec), { resources: more, image: 'other' }),
    )
    expect(errors).toEqual([])
    expect(container(pod.spec)).toMatchObject({ resources: more, image: 'nginx:1' })
  })

  it('may not change the class of service nor other resources', () => {
    const requests = { cpu: '500m', memory: '1Gi', 'ephemeral-storage': '1Gi' }
    const { errors } = resized((spec) =>
      Object.assign(container(spec), { resources: { ...resources, requests } }),
    )
    expect(errors).toEqual([
      'spec: Invalid value: "Guaranteed": Pod QOS Class may not change as a result of resizing',
      'spec: Forbidden: only cpu and memory resources are mutable',
    ])
  })
})

describe('ephemeral containers', () => {
  const debug = {
    name: 'debug',
    image: 'busybox',
    imagePullPolicy: 'Always',
    terminationMessagePolicy: 'File',
  }

  it('are added by their own subresource, which writes nothing else', () => {
    const old = stored()
    const pod = cloneJson(old)
    pod.spec.ephemeralContainers = [debug]
    container(pod.spec).image = 'other'
    prepareEphemeralContainers(pod, old)
    expect(validateEphemeralContainers(pod, old).map(fieldErrorText)).toEqual([])
    expect(container(pod.spec).image).toBe('nginx:1')
  })

  it('stay, and have no ports, probes or unknown targets', () => {
    const old = stored()
    old.spec.ephemeralContainers = [debug]
    const pod = cloneJson(old)
    const ports = [{ containerPort: 80, protocol: 'TCP' }]
    pod.spec.ephemeralContainers = [{ ...debug, name: 'other', ports, targetContainerName: 'gone' }]
    expect(validateEphemeralContainers(pod, old).map(fieldErrorText)).toEqual([
      'spec.ephemeralContainers[0].targetContainerName: Not found: "gone"',
      'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
      'spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be removed\n',
    ])
  })
})

it.each([
  ['nginx', 'Always'],
  ['nginx:latest', 'Always'],
  ['localhost:5000/nginx', 'Always'],
  ['nginx:1.27', 'IfNotPresent'],
  ['nginx@sha256:abc', 'IfNotPresent'],
])('pulls %s %s unless told otherwise', (image, policy) => {
  expect(pullPolicyFor(image)).toBe(policy)
})

it('warns of what is doubled or deprecated', () => {
  const env = [
    { name: 'A', value: '1' },
    { name: 'A', value: '2' },
  ]
  const nodeSelector = { 'beta.kubernetes.io/os': 'linux' }
  expect(podWarnings(stored({ containers: [{ name: 'a', image: 'a', env }], nodeSelector }))).toEqual([
    'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
  ])
})
