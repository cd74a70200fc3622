import { expect, it } from 'vitest'
import { type Diagnosis, fitErrorText, newDiagnosis } from './diagnosis.ts'
import { unresolvable, unschedulable } from './status.ts'

/** A diagnosis with a node for each list of reasons, out of `nodeCount`. */
function diagnosisOf(nodeCount: number, ...reasons: readonly string[][]): Diagnosis {
  const diagnosis = newDiagnosis(nodeCount)
  for (const [i, texts] of reasons.entries())
    diagnosis.rejected.set(`node-${i}`, { status: unschedulable(...texts), plugin: 'Any' })
  return diagnosis
}

it.each<[string, Diagnosis, string]>([
  ['speaks of no nodes when there are none', newDiagnosis(0), 'no nodes available to schedule pods'],
  [
    'counts nodes by reason',
    diagnosisOf(3, ['Insufficient cpu'], ['Insufficient cpu'], ['node(s) were unschedulable']),
    '0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu.',
  ],
  [
    'counts every reason of a node',
    diagnosisOf(1, ['Insufficient cpu', 'Insufficient memory']),
    '0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.',
  ],
  [
    'sorts as text, not by number',
    diagnosisOf(11, ...Array.from({ length: 10 }, () => ['Too many pods']), ['Insufficient cpu']),
    '0/11 nodes are available: 1 Insufficient cpu, 10 Too many pods.',
  ],
  [
    'counts nodes a preFilter left out by its reason',
    {
      ...diagnosisOf(3, ['Insufficient cpu']),
      absent: unresolvable("node(s) didn't satisfy plugin(s) [NodeAffinity]"),
    },
    "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity].",
  ],
  [
    'gives a preFilter that rejects the pod the only word',
    { ...diagnosisOf(2, ['Insufficient cpu']), preFilter: unresolvable('pod has a conflict') },
    '0/2 nodes are available: pod has a conflict.',
  ],
  ['says nothing where nobody gave a reason', newDiagnosis(2), '0/2 nodes are available:'],
])('%s', (_title, diagnosis, text) => {
  expect(fitErrorText(diagnosis)).toBe(text)
})

it('ends with what postFilter says, unless there are no nodes at all', () => {
  const preemption = 'preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.'
  expect(fitErrorText(diagnosisOf(1, ['Too many pods']), preemption)).toBe(
    `0/1 nodes are available: 1 Too many pods. ${preemption}`,
  )
  expect(fitErrorText(newDiagnosis(0), preemption)).toBe('no nodes available to schedule pods')
})
