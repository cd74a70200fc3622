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
  expect(rankForDeletion(pods).map(({ metadata }) => metadata.name)).toEqual(['first', 'second'])
})

it('thins out nodes that have more of them', () => {
  const traits = (node: string): Traits => ({ node, readySince: early })
  const pods = [podOf('alone', traits('a')), podOf('one', traits('b')), podOf('two', traits('b'))]
  expect(rankForDeletion(pods).at(-1)?.metadata.name).toBe('alone')
})
