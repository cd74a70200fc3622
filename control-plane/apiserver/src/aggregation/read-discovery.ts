/** A resource as `apidiscovery.k8s.io` describes it; what else is there is handed on as it came. */
export interface DiscoveredResource {
  readonly resource: string
  readonly [field: string]: unknown
}

interface GroupDiscovery {
  readonly metadata?: { readonly name?: string }
  readonly versions?: readonly {
    readonly version?: string
    readonly resources?: readonly DiscoveredResource[]
  }[]
}

/** What an APIGroupDiscoveryList says of a version; undefined where it is something else or says nothing. */
export function resourcesOfGroups(
  document: object,
  group: string,
  version: string,
): readonly DiscoveredResource[] | undefined {
  const { kind, items } = document as { kind?: string; items?: readonly GroupDiscovery[] }
  if (kind !== 'APIGroupDiscoveryList') return undefined
  const found = items?.find(({ metadata }) => metadata?.name === group)
  return found?.versions?.find((each) => each.version === version)?.resources
}

interface ListedResource {
  readonly name: string
  readonly singularName?: string
  readonly namespaced?: boolean
  readonly group?: string
  readonly version?: string
  readonly kind: string
  readonly verbs?: readonly string[]
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
}

/** What an APIResourceList says, in the form of the newer document. */
export function resourcesOfList(
  document: object,
  of: { readonly group: string; readonly version: string },
): readonly DiscoveredResource[] | undefined {
  const { kind, resources } = document as { kind?: string; resources?: readonly ListedResource[] }
  if (kind !== 'APIResourceList' || !resources) return undefined
  const kindOf = ({ group = of.group, version = of.version, kind: name }: ListedResource): object => ({
    ...{ group: group || of.group, version: version || of.version, kind: name },
  })
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map((main) => {
      const own = resources.filter(({ name }) => name.startsWith(`${main.name}/`))
      const subresources = own.map((each) => ({
        subresource: each.name.slice(main.name.length + 1),
        responseKind: kindOf(each),
        verbs: each.verbs ?? [],
      }))
      return {
        resource: main.name,
        responseKind: kindOf(main),
        scope: main.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: main.singularName ?? '',
        verbs: main.verbs ?? [],
        ...(main.shortNames?.length ? { shortNames: main.shortNames } : {}),
        ...(main.categories?.length ? { categories: main.categories } : {}),
        ...(subresources.length > 0 ? { subresources } : {}),
      }
    })
}
