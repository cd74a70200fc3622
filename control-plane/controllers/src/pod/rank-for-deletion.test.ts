import type { Pod } from '@knarr/api/core/v1'
import { expect, it } from 'vitest'
import { rankForDeletion } from './rank-for-deletion.ts'

interface Traits {
  readonly node?: string
  readonly phase?: string
  readonly readySince?: string
  readonly restarts?: number
  readonly cost?: string
}

function podOf(name: string, { node, phase = 'Running', readySince, restarts = 0, cost }: Traits): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(cost ? { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } } : {}),
    },
    spec: { containers: [], ...(node ? { nodeName: node } : {}) },
    status: {
      phase,
      conditions: readySince ? [{ type: 'Ready', status: 'True', lastTransitionTime: readySince }] : [],
      containerStatuses: [{ name: 'main', image: '', imageID: '', ready: true, restartCount: restarts }],
    },
  }
}

const early = '2026-01-01T00:00:00Z'
const late = '2026-01-02T00:00:00Z'
const nowMs = Date.parse('2026-01-02T01:00:00Z')

it.each([
  ['unassigned before assigned', { phase: 'Pending' }, { node: 'a', phase: 'Pending' }],
  ['pending before running', { node: 'a', phase: 'Pending' }, { node: 'a' }],
  ['not ready before ready', { node: 'a' }, { node: 'a', readySince: early }],
  ['cheap before dear', { node: 'a', readySince: early, cost: '-5' }, { node: 'b', readySince: early }],
  ['ready for a shorter time first', { node: 'a', readySince: late }, { node: 'b', readySince: early }],
  [
    'restarted more often first',
    { node: 'a', readySince: early, restarts: 3 },
    { node: 'b', readySince: early },
  ],
] as [string, Traits, Traits][])('%s', (_title, first, second) => {
  const pods = [podOf('second', second), podOf('first', first)]
  expect(rankForDeletion(pods, { nowMs }).map(({ metadata }) => metadata.name)).toEqual(['first', 'second'])
})

it('thins out nodes that have more of them', () => {
  const traits = (node: string): Traits => ({ node, readySince: early })
  const pods = [podOf('alone', traits('a')), podOf('one', traits('b')), podOf('two', traits('b'))]
  expect(rankForDeletion(pods, { nowMs }).at(-1)?.metadata.name).toBe('alone')
})

it('counts related pods on a node, but not those that are going', () => {
  const traits = (node: string): Traits => ({ node, readySince: early })
  const pods = [podOf('crowded', traits('b')), podOf('alone', traits('a'))]
  const sibling = podOf('sibling', traits('b'))
  const going = (name: string) => {
    const pod = podOf(name, traits('a'))
    return { ...pod, metadata: { ...pod.metadata, deletionTimestamp: late } }
  }
  const related = [...pods, sibling, going('x'), going('y')]
  const ranked = rankForDeletion(pods, { related, nowMs })
  expect(ranked.map(({ metadata }) => metadata.name)).toEqual(['crowded', 'alone'])
})

it('takes ages within a power of two for the same, and lets the uid decide', () => {
  const since = (minutesAgo: number) => new Date(nowMs - minutesAgo * 60_000).toISOString()
  const pods = [
    podOf('a-66-minutes', { node: 'x', readySince: since(66) }),
    podOf('b-60-minutes', { node: 'y', readySince: since(60) }),
    podOf('c-1-minute', { node: 'z', readySince: since(1) }),
  ]
  const ranked = rankForDeletion(pods, { nowMs })
  expect(ranked.map(({ metadata }) => metadata.name)).toEqual(['c-1-minute', 'a-66-minutes', 'b-60-minutes'])
})

it.each([
  ['many restarts of a sidecar go before few', 'restarts', 'second'],
  ['a cost that is no number counts as none', 'cost', 'first'],
])('%s', (_title, trait, expected) => {
  const first = podOf('first', { node: 'a', readySince: early, ...(trait === 'cost' ? { cost: '+7' } : {}) })
  const second = podOf('second', { node: 'b', readySince: early })
  if (trait === 'restarts') {
    second.spec.initContainers = [{ name: 'mesh', restartPolicy: 'Always' }]
    const state = { image: '', imageID: '', ready: true, restartCount: 4 }
    if (second.status) second.status.initContainerStatuses = [{ name: 'mesh', ...state }]
  }
  expect(rankForDeletion([first, second], { nowMs })[0]?.metadata.name).toBe(expected)
})
