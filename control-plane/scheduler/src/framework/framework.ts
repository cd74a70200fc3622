import type { Pod } from '@knarr/api/core/v1'
import type { NodeInfo } from '../cache/node-info.ts'
import type { PodInfo } from '../cache/pod-info.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { Handle } from './handle.ts'
import type { Cycle, Plugin, PostFilterResult, Profile } from './plugin.ts'
import type { Rejection, Status } from './status.ts'

/** Runs one profile's plugins at each extension point, in order. */
export class Framework {
  readonly profile: Profile
  readonly handle: Handle
  readonly plugins: readonly Plugin[]
  readonly #filters: readonly Plugin[]

  constructor(profile: Profile, handle: Omit<Handle, 'runFilters' | 'addPod' | 'removePod'>) {
    this.profile = profile
    this.plugins = profile.plugins.map(({ plugin }) => plugin)
    this.#filters = this.plugins.filter(({ filter }) => filter)
    this.handle = {
      ...handle,
      runFilters: (info, node, cycle) => this.filterWithNominated(info, node, cycle),
      addPod: (info, added, node, cycle) => {
        for (const plugin of this.#active(cycle)) plugin.addPod?.(info, added, node, cycle)
      },
      removePod: (info, removed, node, cycle) => {
        for (const plugin of this.#active(cycle)) plugin.removePod?.(info, removed, node, cycle)
      },
    }
  }

  /** Who holds the pod back before it is queued at all. */
  preEnqueue(pod: Pod): Rejection | undefined {
    for (const plugin of this.plugins) {
      const status = plugin.preEnqueue?.(pod)
      if (status) return { status, plugin: plugin.name }
    }
    return undefined
  }

  /** Narrows the search; the diagnosis tells if the pod fits nowhere. */
  preFilter(info: PodInfo, cycle: Cycle, diagnosis: Diagnosis): ReadonlySet<string> | undefined {
    let nodeNames: ReadonlySet<string> | undefined
    const narrowing: string[] = []
    for (const plugin of this.plugins) {
      const result = plugin.preFilter?.(info, cycle)
      if (result?.status?.code === 'skip') cycle.state.skipFilter.add(plugin)
      else if (result?.status) {
        diagnosis.preFilter = result.status
        diagnosis.unschedulablePlugins.add(plugin.name)
        return nodeNames
      }
      if (!result?.nodeNames) continue
      narrowing.push(plugin.name)
      nodeNames = nodeNames ? nodeNames.intersection(result.nodeNames) : result.nodeNames
      diagnosis.absent = {
        code: 'unschedulableAndUnresolvable',
        reasons: [`node(s) didn't satisfy plugin(s) [${narrowing.sort().join(' ')}]`],
      }
    }
    for (const name of narrowing) diagnosis.unschedulablePlugins.add(name)
    return nodeNames
  }

  /** The filters worth asking about this cycle's pod. */
  filtersFor({ state }: Cycle): readonly Plugin[] {
    return state.skipFilter.size > 0
      ? this.#filters.filter((plugin) => !state.skipFilter.has(plugin))
      : this.#filters
  }

  /**
   * With pods of no lower priority nominated to the node both as if they were there and as if not: they may
   * come or not (`RunFilterPluginsWithNominatedPods`).
   */
  filterWithNominated(
    info: PodInfo,
    node: NodeInfo,
    cycle: Cycle,
    filters: readonly Plugin[] = this.filtersFor(cycle),
  ): Rejection | undefined {
    const nominated = this.handle.nominator.onNode(node.name)
    if (nominated) {
      const rivals = [...nominated.values()].filter(
        ({ uid, priority }) => uid !== info.uid && priority >= info.priority && !node.pods.has(uid),
      )
      if (rivals.length > 0) {
        const rejection = this.#filterAmong(info, node, cycle, rivals)
        if (rejection) return rejection
      }
    }
    return firstRejection(filters, info, node, cycle)
  }

  postFilter(info: PodInfo, diagnosis: Diagnosis, cycle: Cycle): PostFilterResult {
    const reasons: string[] = []
    let nominatedNodeName: string | undefined
    for (const plugin of this.plugins) {
      const result = plugin.postFilter?.(info, diagnosis, cycle)
      if (!result) continue
      if (!result.status) return result
      nominatedNodeName ??= result.nominatedNodeName
      reasons.push(...result.status.reasons)
    }
    return { nominatedNodeName, status: { code: 'unschedulable', reasons } }
  }

  /** The sum of every plugin's weighted scores, by position in `nodes`. */
  score(info: PodInfo, nodes: readonly NodeInfo[], cycle: Cycle): readonly number[] {
    this.#preScore(info, nodes, cycle)
    const totals = new Array<number>(nodes.length).fill(0)
    const scores = new Array<number>(nodes.length)
    for (const { plugin, weight } of this.profile.plugins) {
      if (!plugin.score || cycle.state.skipScore.has(plugin)) continue
      for (let i = 0; i < nodes.length; i++) scores[i] = plugin.score(info, nodes[i] as NodeInfo, cycle)
      plugin.normalizeScore?.(scores, nodes, cycle)
      for (let i = 0; i < nodes.length; i++) totals[i] = (totals[i] ?? 0) + (scores[i] ?? 0) * weight
    }
    return totals
  }

  /** Reserves with every plugin, or with none. */
  reserve(info: PodInfo, node: string, cycle: Cycle): Rejection | undefined {
    for (const plugin of this.plugins) {
      const status = plugin.reserve?.(info, node, cycle)
      if (!status) continue
      this.unreserve(info, node, cycle)
      return { status, plugin: plugin.name }
    }
    return undefined
  }

  /** In the reverse order of reserve; harmless where nothing was reserved. */
  unreserve(info: PodInfo, node: string, cycle: Cycle): void {
    for (const plugin of this.plugins.toReversed()) plugin.unreserve?.(info, node, cycle)
  }

  /** permit, preBind and bind; the pod is on its node if nothing is returned. */
  async bind(info: PodInfo, node: string, cycle: Cycle): Promise<Rejection | undefined> {
    for (const point of ['permit', 'preBind'] as const) {
      for (const plugin of this.plugins) {
        const status = await plugin[point]?.(info, node, cycle)
        if (status) return { status, plugin: plugin.name }
      }
    }
    for (const plugin of this.plugins) {
      if (!plugin.bind) continue
      const status = await plugin.bind(info, node, cycle)
      if (status?.code !== 'skip') return status && { status, plugin: plugin.name }
    }
    const status: Status = { code: 'error', reasons: ['no plugin binds the pod'] }
    return { status, plugin: '' }
  }

  postBind(info: PodInfo, node: string, cycle: Cycle): void {
    for (const plugin of this.plugins) plugin.postBind?.(info, node, cycle)
  }

  #preScore(info: PodInfo, nodes: readonly NodeInfo[], cycle: Cycle): void {
    for (const plugin of this.plugins)
      if (plugin.preScore?.(info, nodes, cycle)?.code === 'skip') cycle.state.skipScore.add(plugin)
  }

  #active({ state }: Cycle): readonly Plugin[] {
    return this.plugins.filter((plugin) => !state.skipFilter.has(plugin))
  }

  #filterAmong(
    info: PodInfo,
    node: NodeInfo,
    cycle: Cycle,
    rivals: readonly PodInfo[],
  ): Rejection | undefined {
    const crowded = node.clone()
    const trial: Cycle = { ...cycle, state: cycle.state.clone() }
    for (const rival of rivals) {
      crowded.add(rival)
      this.handle.addPod(info, rival, crowded, trial)
    }
    return firstRejection(this.filtersFor(trial), info, crowded, trial)
  }
}

function firstRejection(
  filters: readonly Plugin[],
  info: PodInfo,
  node: NodeInfo,
  cycle: Cycle,
): Rejection | undefined {
  for (const plugin of filters) {
    const status = plugin.filter?.(info, node, cycle)
    if (status) return { status, plugin: plugin.name }
  }
  return undefined
}
