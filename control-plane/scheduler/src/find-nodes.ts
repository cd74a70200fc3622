import type { NodeInfo } from './cache/node-info.ts'
import type { PodInfo } from './cache/pod-info.ts'
import { type Diagnosis, newDiagnosis } from './framework/diagnosis.ts'
import type { Framework } from './framework/framework.ts'
import type { Cycle } from './framework/plugin.ts'

const minFeasibleNodes = 100
const minPercentage = 5

/** Nodes that fit, and why the others do not. */
export interface FoundNodes {
  readonly feasible: readonly NodeInfo[]
  readonly diagnosis: Diagnosis
}

/** Searches nodes for a pod; each search starts where the last one ended, so that all get their turn. */
export class NodeFinder {
  readonly #framework: Framework
  #nextStart = 0

  constructor(framework: Framework) {
    this.#framework = framework
  }

  find(info: PodInfo, cycle: Cycle): FoundNodes {
    const { nodes } = cycle.snapshot
    const diagnosis = newDiagnosis(nodes.length)
    const nodeNames = this.#framework.preFilter(info, cycle, diagnosis)
    if (diagnosis.preFilter || nodes.length === 0) return { feasible: [], diagnosis }
    const nominated = this.#nominatedNode(info, cycle)
    if (nominated) return { feasible: [nominated], diagnosis }
    const candidates = nodeNames ? nodesNamed(nodeNames, cycle) : nodes
    return { feasible: this.#search(info, candidates, cycle, diagnosis), diagnosis }
  }

  /** The node kept for the pod, if it fits there now. */
  #nominatedNode(info: PodInfo, cycle: Cycle): NodeInfo | undefined {
    const name = this.#framework.handle.nominator.nodeOf(info.uid) ?? info.pod.status?.nominatedNodeName
    const node = name ? cycle.snapshot.node(name) : undefined
    return node && !this.#framework.filterWithNominated(info, node, cycle) ? node : undefined
  }

  #search(
    info: PodInfo,
    candidates: readonly NodeInfo[],
    cycle: Cycle,
    { rejected, unschedulablePlugins }: Diagnosis,
  ): readonly NodeInfo[] {
    const count = candidates.length
    const enough = feasibleNodesToFind(count, this.#framework.profile.percentageOfNodesToScore)
    const filters = this.#framework.filtersFor(cycle)
    const feasible: NodeInfo[] = []
    const start = count > 0 ? this.#nextStart % count : 0
    let seen = 0
    for (; seen < count && feasible.length < enough; seen++) {
      const node = candidates[(start + seen) % count] as NodeInfo
      const rejection = this.#framework.filterWithNominated(info, node, cycle, filters)
      if (rejection) {
        rejected.set(node.name, rejection)
        unschedulablePlugins.add(rejection.plugin)
      } else feasible.push(node)
    }
    if (count > 0) this.#nextStart = (start + seen) % count
    return feasible
  }
}

function nodesNamed(names: ReadonlySet<string>, { snapshot }: Cycle): readonly NodeInfo[] {
  const nodes: NodeInfo[] = []
  for (const name of names) {
    const node = snapshot.node(name)
    if (node) nodes.push(node)
  }
  return nodes
}

/** In large clusters a share of the nodes is enough: upstream's adaptive percentageOfNodesToScore. */
export function feasibleNodesToFind(nodes: number, percentageOfNodesToScore = 0): number {
  if (nodes < minFeasibleNodes || percentageOfNodesToScore >= 100) return nodes
  const adaptive = Math.max(minPercentage, 50 - Math.floor(nodes / 125))
  const percentage = percentageOfNodesToScore > 0 ? percentageOfNodesToScore : adaptive
  return Math.max(minFeasibleNodes, Math.floor((nodes * percentage) / 100))
}
