import { type ApiResource, type ApiSubresource, apiResources } from '@knarr/api'
import type { CatalogEntry, ServedResource } from '../registry/served-resource.ts'
import type { Strategy } from '../registry/strategy.ts'
import type { WriteHooks } from '../registry/write-hooks.ts'
import { reviews } from './reviews/order.ts'
import { subresources } from './subresources/order.ts'

/** Every built-in resource the server has an answer for, in discovery order. */
export function servedResources(
  strategies: readonly Strategy[],
  hooks: ReadonlyMap<string, WriteHooks>,
): CatalogEntry[] {
  const byStorage = new Map(strategies.map((strategy) => [nameOf(strategy.resource), strategy]))
  return apiResources().flatMap((api) => {
    const strategy = byStorage.get(nameOf({ group: api.storageGroup, plural: api.plural }))
    if (strategy) return [servedResource(api, strategy, hooks.get(nameOf(strategy.resource)))]
    return isReview(api, byStorage) ? [{ api }] : []
  })
}

function nameOf({ group, plural }: { group: string; plural: string }): string {
  return `${group}/${plural}`
}

function isReview({ group, plural }: ApiResource, strategies: ReadonlyMap<string, Strategy>): boolean {
  if (group === '' && plural === 'bindings') return strategies.has('/pods')
  return reviews.some((review) => review.group === group && review.plural === plural)
}

/** The resource with those of its subresources that have an endpoint. */
function servedResource(api: ApiResource, strategy: Strategy, hooks?: WriteHooks): ServedResource {
  const served = api.subresources.flatMap((subresource): [string, ApiSubresource][] => {
    const known = subresources.find(
      ({ name, of }) => name === subresource.name && (!of || of.includes(api.plural)),
    )
    if (!known || known.isSupported?.(strategy) === false) return []
    const verbs = subresource.verbs.filter((verb) => known.verbs[verb])
    return [[subresource.name, { ...subresource, verbs }]]
  })
  const found = { api, strategy, storage: strategy.resource, subresources: new Map(served) }
  return hooks ? { ...found, hooks } : found
}
