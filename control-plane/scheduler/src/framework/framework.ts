import type { Pod } from '@knarr/api/core/v1'
import type { Random } from '@knarr/machinery'
import type { NodeInfo } from '../cache/node-info.ts'
import type { CycleContext, Plugin, Profile } from './plugin.ts'
import type { Status } from './status.ts'

/** What filtering came to: nodes that fit, and why the others do not. */
export interface FilterResult {
  readonly fitting: readonly NodeInfo[]
  readonly rejected: ReadonlyMap<string, Status>
  /** Why the pod fits nowhere, whatever the node. */
  readonly status: Status | undefined
}

const minFeasibleNodes = 100

/** Runs one profile's plugins at each extension point, in order. */
export class Framework {
  readonly profile: Profile
  readonly #random: Random
  #nextStart = 0

  constructor(profile: Profile, random: Random) {
    this.profile = profile
    this.#random = random
  }

  get plugins(): readonly Plugin[] {
    return this.profile.plugins.map(({ plugin }) => plugin)
  }

  /** Finds enough nodes that fit, starting where the last pod's search ended. */
  filter(pod: Pod, context: CycleContext): FilterResult {
    const rejected = new Map<string, Status>()
    let candidates = context.snapshot.nodes
    for (const plugin of this.plugins) {
      const result = plugin.preFilter?.(pod, context)
      if (result?.status) return { fitting: [], rejected, status: { ...result.status, plugin: plugin.name } }
      const { nodeNames } = result ?? {}
      if (nodeNames) candidates = candidates.filter(({ name }) => nodeNames.has(name))
    }
    const filters = this.plugins.filter(({ filter }) => filter)
    const fitting: NodeInfo[] = []
    const enough = feasibleNodesToFind(candidates.length)
    const start = candidates.length > 0 ? this.#nextStart % candidates.length : 0
    let seen = 0
    for (; seen < candidates.length && fitting.length < enough; seen++) {
      const node = candidates[(start + seen) % candidates.length] as NodeInfo
      const status = firstRejection(filters, pod, node, context)
      if (status) rejected.set(node.name, status)
      else fitting.push(node)
    }
    this.#nextStart = start + seen
    return { fitting, rejected, status: undefined }
  }

  /** The best of several nodes; among equals any one. */
  select(pod: Pod, fitting: readonly NodeInfo[], context: CycleContext): NodeInfo {
    const [only] = fitting
    if (fitting.length === 1 && only) return only
    const totals = this.#scores(pod, fitting, context)
    let best = fitting[0] as NodeInfo
    let ties = 1
    for (const node of fitting.slice(1)) {
      const difference = (totals.get(node.name) ?? 0) - (totals.get(best.name) ?? 0)
      if (difference > 0) {
        best = node
        ties = 1
      } else if (difference === 0 && this.#random.next() * ++ties < 1) best = node
    }
    return best
  }

  #scores(pod: Pod, nodes: readonly NodeInfo[], context: CycleContext): Map<string, number> {
    const totals = new Map<string, number>()
    for (const { plugin, weight } of this.profile.plugins) {
      if (!plugin.score || plugin.preScore?.(pod, nodes, context)?.code === 'skip') continue
      const scores = new Map(nodes.map((node) => [node.name, plugin.score?.(pod, node, context) ?? 0]))
      plugin.normalize?.(scores, pod)
      for (const [name, score] of scores) totals.set(name, (totals.get(name) ?? 0) + score * weight)
    }
    return totals
  }
}

function firstRejection(
  filters: readonly Plugin[],
  pod: Pod,
  node: NodeInfo,
  context: CycleContext,
): Status | undefined {
  for (const plugin of filters) {
    const status = plugin.filter?.(pod, node, context)
    if (status) return { ...status, plugin: plugin.name }
  }
  return undefined
}

/** In large clusters a share of the nodes is enough: upstream's adaptive percentageOfNodesToScore. */
export function feasibleNodesToFind(nodes: number): number {
  if (nodes < minFeasibleNodes) return nodes
  const percentage = Math.max(5, 50 - Math.floor(nodes / 125))
  return Math.max(minFeasibleNodes, Math.floor((nodes * percentage) / 100))
}
