import { type FieldRequirement, parseFieldSelector, parseSelector, type Selector } from '@knarr/machinery'

/** By which a list, watch or deletecollection is narrowed; absent where nothing, or nothing that can be read, is said. */
export interface AskedSelectors {
  readonly fieldSelector?: readonly FieldRequirement[]
  readonly labelSelector?: Selector['requirements']
}

type Text = string | null | undefined

/** What a request says of itself. What cannot be read narrows nothing: the request itself will be refused for it. */
export function askedSelectors(fields: Text, labels: Text): AskedSelectors {
  const fieldSelector = fields ? requirementsOf(() => parseFieldSelector(fields)) : undefined
  const labelSelector = labels ? requirementsOf(() => parseSelector(labels)) : undefined
  return { ...(fieldSelector ? { fieldSelector } : {}), ...(labelSelector ? { labelSelector } : {}) }
}

function requirementsOf<T>(parse: () => { readonly requirements: readonly T[] }): readonly T[] | undefined {
  try {
    const { requirements } = parse()
    return requirements.length > 0 ? requirements : undefined
  } catch {
    return undefined
  }
}
