import type { Transport } from '@knarr/client'
import { OptionError } from '@knarr/component'

/** One resource as discovery names it. */
export interface FoundResource {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly isNamespaced: boolean
}

interface DiscoveredResource {
  readonly resource: string
  readonly singularResource?: string
  readonly shortNames?: readonly string[]
  readonly scope: 'Namespaced' | 'Cluster'
  readonly responseKind?: { readonly kind: string }
}

interface DiscoveredGroup {
  readonly metadata?: { readonly name?: string }
  readonly versions?: readonly {
    readonly version: string
    readonly resources?: readonly DiscoveredResource[]
  }[]
}

const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/** What kubectl would take `kind` for: `deploy`, `Deployment`, `deployments.apps`. @throws OptionError */
export async function findResource(transport: Transport, kind: string): Promise<FoundResource> {
  const [name = '', ...rest] = kind.toLowerCase().split('.')
  const wantedGroup = rest.join('.')
  for (const path of ['/api', '/apis']) {
    const { items } = await transport.request<{ items: readonly DiscoveredGroup[] }>({
      ...{ method: 'GET', path, headers: { accept } },
    })
    for (const { metadata, versions = [] } of items) {
      const group = metadata?.name ?? ''
      const [first] = versions
      const found = first?.resources?.find((resource) => isNamed(resource, name))
      if (!first || !found || (wantedGroup && wantedGroup !== group)) continue
      const isNamespaced = found.scope === 'Namespaced'
      return { group, version: first.version, resource: found.resource, isNamespaced }
    }
  }
  throw new OptionError(`the server does not have a resource type "${kind}"`)
}

function isNamed(
  { resource, singularResource, shortNames, responseKind }: DiscoveredResource,
  name: string,
): boolean {
  return [resource, singularResource, responseKind?.kind.toLowerCase(), ...(shortNames ?? [])].includes(name)
}

/** As the API names the collection, or one object of it. */
export function pathOf(
  { group, version, resource, isNamespaced }: FoundResource,
  { namespace, name }: { namespace: string; name: string | undefined },
): string {
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`
  const collection = isNamespaced ? `${root}/namespaces/${namespace}/${resource}` : `${root}/${resource}`
  return name ? `${collection}/${name}` : collection
}
