import { seededRandom } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { feasibleNodesToFind } from './find-nodes.ts'
import { selectHost } from './select-host.ts'

it.each([
  [99, 0, 99],
  [100, 0, 100],
  [1_000, 0, 420],
  [5_000, 0, 500],
  [20_000, 0, 1_000],
  [1_000, 20, 200],
  [1_000, 100, 1_000],
])('of %i nodes at %i percent it searches for %i', (nodes, percentage, expected) => {
  expect(feasibleNodesToFind(nodes, percentage)).toBe(expected)
})

it('gives every node with the best score the same chance', () => {
  const random = seededRandom(7)
  const nodes = ['a', 'b', 'c', 'd'].map((name) => ({ name }) as never)
  const counts: Record<string, number> = {}
  for (let i = 0; i < 3_000; i++) {
    const { name } = selectHost(nodes, [5, 9, 9, 9], random) as { name: string }
    counts[name] = (counts[name] ?? 0) + 1
  }
  expect(Object.keys(counts).sort()).toEqual(['b', 'c', 'd'])
  for (const count of Object.values(counts)) expect(Math.abs(count - 1_000)).toBeLessThan(120)
})
