import type { Pod, PodAffinityTerm } from '@knarr/api/core/v1'
import { requirementOf, type Selector, selectorOf, selectorOfRequirements } from '@knarr/machinery'

export type Labels = Readonly<Record<string, string>> | undefined

/** A pod (anti-)affinity term with its selectors parsed. */
export interface AffinityTerm {
  readonly namespaces: ReadonlySet<string>
  /** Namespaces picked by label, beside those named; undefined for none. */
  readonly namespaceSelector: Selector | undefined
  readonly selector: Selector
  readonly topologyKey: string
  readonly weight: number
  /** The same for terms that mean the same. */
  readonly text: string
}

/** Reads a namespace's labels: only terms with a namespace selector ask. */
export type NamespaceLabels = (namespace: string) => Labels

export function affinityTermOf(pod: Pod, term: PodAffinityTerm, weight = 0): AffinityTerm {
  const { labelSelector, namespaces = [], namespaceSelector, topologyKey } = term
  const selector = withLabelKeys(selectorOf(labelSelector), pod, term)
  const isOwn = namespaces.length === 0 && !namespaceSelector
  const names = new Set(isOwn ? [pod.metadata.namespace ?? ''] : namespaces)
  return {
    namespaces: names,
    namespaceSelector: namespaceSelector ? selectorOf(namespaceSelector) : undefined,
    selector,
    topologyKey,
    weight,
    text: `${[...names].sort().join(',')}/${selector.isNothing ? '!' : selector}`,
  }
}

/** `matchLabelKeys` and `mismatchLabelKeys` become requirements with the pod's own values. */
function withLabelKeys(selector: Selector, { metadata }: Pod, term: PodAffinityTerm): Selector {
  const { matchLabelKeys = [], mismatchLabelKeys = [] } = term
  if (selector.isNothing || (matchLabelKeys.length === 0 && mismatchLabelKeys.length === 0)) return selector
  const own = (keys: readonly string[], operator: 'in' | 'notin') =>
    keys.flatMap((key) => {
      const value = metadata.labels?.[key]
      return value === undefined ? [] : [requirementOf(key, operator, [value])]
    })
  const added = [...own(matchLabelKeys, 'in'), ...own(mismatchLabelKeys, 'notin')]
  return selectorOfRequirements([...selector.requirements, ...added])
}

export function termMatches(term: AffinityTerm, { metadata }: Pod, labelsOf: NamespaceLabels): boolean {
  const { namespaces, namespaceSelector, selector } = term
  const namespace = metadata.namespace ?? ''
  const isInScope =
    namespaces.has(namespace) ||
    (namespaceSelector !== undefined &&
      (namespaceSelector.isEverything || namespaceSelector.matches(labelsOf(namespace))))
  return isInScope && selector.matches(metadata.labels)
}
