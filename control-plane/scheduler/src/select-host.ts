import type { Random } from '@knarr/machinery'
import type { NodeInfo } from './cache/node-info.ts'

/** The node with the highest score; among equals each has the same chance (reservoir sampling). */
export function selectHost(
  nodes: readonly NodeInfo[],
  scores: readonly number[],
  random: Random,
): NodeInfo | undefined {
  let best = 0
  let ties = 1
  for (let i = 1; i < nodes.length; i++) {
    const difference = (scores[i] ?? 0) - (scores[best] ?? 0)
    if (difference > 0) {
      best = i
      ties = 1
    } else if (difference === 0 && random.next() * ++ties < 1) best = i
  }
  return nodes[best]
}
