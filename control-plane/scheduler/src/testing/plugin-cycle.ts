import type { Node, Pod } from '@knarr/api/core/v1'
import type { Draft } from '@knarr/machinery'
import type { NodeInfo } from '../cache/node-info.ts'
import { type PodInfo, podInfoOf } from '../cache/pod-info.ts'
import { SchedulerCache } from '../cache/scheduler-cache.ts'
import { CycleState } from '../framework/cycle-state.ts'
import type { Handle } from '../framework/handle.ts'
import type { Cycle, Plugin } from '../framework/plugin.ts'

/** A cluster for trying one plugin on: nodes, and pods that have `spec.nodeName`. */
export class PluginCluster {
  readonly cache: SchedulerCache = new SchedulerCache()
  readonly #handle: Handle

  /** `lister` stands for what informers know: objects by `plural`. */
  constructor(
    nodes: readonly Draft<Node>[],
    pods: readonly Draft<Pod>[] = [],
    known: Readonly<Record<string, readonly unknown[]>> = {},
  ) {
    for (const node of nodes) this.cache.setNode(node as Node)
    for (const pod of pods) this.cache.setPod(pod as Pod)
    const list = ({ plural }: { plural: string }): readonly unknown[] => known[plural] ?? []
    const named = (name: string) => (object: unknown) => (object as Pod).metadata.name === name
    const lister = {
      list,
      get: (resource: { plural: string }, { name }: { name: string }) => list(resource).find(named(name)),
    }
    this.#handle = { lister, assumedVolumes: new Map() } as unknown as Handle
  }

  /** Every node's rejection by the plugin's preFilter and filter: '' where the pod may go. */
  filter(plugin: Plugin, pod: Draft<Pod>): Record<string, string> {
    const { info, cycle } = this.begin(pod)
    const result = plugin.preFilter?.(info, cycle)
    const isSkipped = result?.status?.code === 'skip'
    if (result?.status && !isSkipped) throw new Error(result.status.reasons.join(', '))
    return this.#each(({ node, name }) => {
      if (isSkipped) return ''
      if (result?.nodeNames && !result.nodeNames.has(name)) return 'not named'
      return plugin.filter?.(info, node, cycle)?.reasons.join(', ') ?? ''
    })
  }

  /** Every node's score after preScore and normalizeScore; all 0 if the plugin has nothing to say. */
  score(plugin: Plugin, pod: Draft<Pod>): Record<string, number> {
    const { info, cycle } = this.begin(pod)
    const { nodes } = this.cache
    if (plugin.preScore?.(info, nodes, cycle)?.code === 'skip') return this.#each(() => 0)
    const scores = nodes.map((node) => plugin.score?.(info, node, cycle) ?? 0)
    plugin.normalizeScore?.(scores, nodes, cycle)
    return Object.fromEntries(nodes.map(({ name }, i) => [name, scores[i] ?? 0]))
  }

  begin(pod: Draft<Pod>): { info: PodInfo; cycle: Cycle } {
    const cycle: Cycle = { state: new CycleState(), snapshot: this.cache, handle: this.#handle }
    return { info: podInfoOf(pod as Pod), cycle }
  }

  #each<T>(resultOf: (at: { node: NodeInfo; name: string }) => T): Record<string, T> {
    return Object.fromEntries(
      this.cache.nodes.map((node) => [node.name, resultOf({ node, name: node.name })]),
    )
  }
}
