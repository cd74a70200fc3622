import type { ContainerStatus, Pod } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { rowOf } from '../../testing/strategy-suite.ts'
import { podStrategy } from './pod-strategy.ts'

const pod = (changes: { spec?: object; status?: object; metadata?: object }): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '2025-12-31T23:59:30Z',
    ...changes.metadata,
  },
  spec: { containers: [{ name: 'a' }, { name: 'b' }], ...changes.spec },
  status: { phase: 'Running', ...changes.status },
})

const status = (name: string, state: ContainerStatus['state'], more: object = {}): ContainerStatus => ({
  name,
  image: '',
  imageID: '',
  ready: Boolean(state?.running),
  restartCount: 0,
  state,
  ...more,
})

const running = { running: {} }
const waiting = (reason: string) => ({ waiting: { reason } })
const ended = (exitCode: number, more: object = {}) => ({ terminated: { exitCode, ...more } })

describe('the status of a pod', () => {
  it.each<[string, string, object, object?, object?]>([
    ['Running', '2/2', { containerStatuses: [status('a', running), status('b', running)] }],
    [
      'CrashLoopBackOff',
      '1/2',
      { containerStatuses: [status('a', waiting('CrashLoopBackOff')), status('b', running)] },
    ],
    [
      'Completed',
      '0/2',
      { phase: 'Succeeded', containerStatuses: [status('a', ended(0, { reason: 'Completed' }))] },
    ],
    [
      'NotReady',
      '1/2',
      { containerStatuses: [status('a', ended(0, { reason: 'Completed' })), status('b', running)] },
    ],
    ['ExitCode:3', '0/2', { containerStatuses: [status('a', ended(3))] }],
    ['Signal:9', '0/2', { containerStatuses: [status('a', ended(137, { signal: 9 }))] }],
    ['Evicted', '0/2', { phase: 'Failed', reason: 'Evicted' }],
    ['Pending', '0/2', { phase: 'Pending' }],
    ['Terminating', '0/2', {}, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }],
    ['Unknown', '0/2', { reason: 'NodeLost' }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }],
    [
      'Init:0/2',
      '0/2',
      { initContainerStatuses: [status('i', running)] },
      { initContainers: [{ name: 'i' }, { name: 'j' }] },
    ],
    [
      'Init:1/2',
      '0/2',
      { initContainerStatuses: [status('i', ended(0)), status('j', waiting('PodInitializing'))] },
      { initContainers: [{ name: 'i' }, { name: 'j' }] },
    ],
    [
      'Init:ErrImagePull',
      '0/2',
      { initContainerStatuses: [status('i', waiting('ErrImagePull'))] },
      { initContainers: [{ name: 'i' }] },
    ],
    [
      'Init:ExitCode:1',
      '0/2',
      { initContainerStatuses: [status('i', ended(1))] },
      { initContainers: [{ name: 'i' }] },
    ],
    [
      'Running',
      '3/3',
      {
        initContainerStatuses: [status('s', running, { started: true })],
        containerStatuses: [status('a', running), status('b', running)],
      },
      { initContainers: [{ name: 's', restartPolicy: 'Always' }] },
    ],
  ])('is %s, with %s ready', (...[expected, ready, podStatus, spec = {}, metadata = {}]) => {
    const row = rowOf(podStrategy, pod({ spec, status: podStatus, metadata }))
    expect([row.Status, row.Ready]).toEqual([expected, ready])
  })

  it('tells restarts and how long ago the last one was', () => {
    const lastState = (finishedAt: string) => ({ lastState: { terminated: { exitCode: 1, finishedAt } } })
    const containerStatuses = [
      status('a', running, { restartCount: 2, ...lastState('2025-12-31T23:55:00Z') }),
      status('b', running, { restartCount: 1, ...lastState('2025-12-31T23:50:00Z') }),
    ]
    expect(rowOf(podStrategy, pod({ status: { containerStatuses } })).Restarts).toBe('3 (5m ago)')
  })

  it('shows where the pod is, and how many of its readiness gates are open', () => {
    const spec = { nodeName: 'n1', readinessGates: [{ conditionType: 'a/b' }, { conditionType: 'a/c' }] }
    const podStatus = { podIPs: [{ ip: '10.0.0.9' }], conditions: [{ type: 'a/b', status: 'True' }] }
    expect(rowOf(podStrategy, pod({ spec, status: podStatus }))).toMatchObject({
      IP: '10.0.0.9',
      Node: 'n1',
      'Nominated Node': '<none>',
      'Readiness Gates': '1/2',
      Age: '30s',
    })
  })
})
