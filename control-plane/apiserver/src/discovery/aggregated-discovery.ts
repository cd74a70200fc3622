import type { CatalogEntry } from '../registry/served-resource.ts'
import { categoriesOf, shortNamesOf } from './api-resource-list.ts'
import type { ServedGroup, ServedVersion } from './served-groups.ts'

/** `apidiscovery.k8s.io` APIGroupDiscoveryList: everything about some groups in one answer. */
export function aggregatedDiscovery(groups: readonly ServedGroup[], version: string): object {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(groupDiscovery),
  }
}

function groupDiscovery({ group, versions }: ServedGroup): object {
  return {
    metadata: group ? { name: group, creationTimestamp: null } : { creationTimestamp: null },
    versions: versions.map(versionDiscovery),
  }
}

/** Of another server that does not answer, what it said last; nothing breaks for the rest. */
function versionDiscovery({ version, entries, remote }: ServedVersion): object {
  const resources = remote
    ? remote.resources
    : entries.map(resourceDiscovery).sort((a, b) => (a.resource < b.resource ? -1 : 1))
  const freshness = remote && !remote.isCurrent ? 'Stale' : 'Current'
  return { version, ...(resources.length > 0 ? { resources } : {}), freshness }
}

function resourceDiscovery(entry: CatalogEntry): { resource: string; [field: string]: unknown } {
  const { api } = entry
  const subresources = entry.strategy ? [...entry.subresources.values()] : []
  const shortNames = shortNamesOf(entry)
  const categories = categoriesOf(entry)
  return {
    resource: api.plural,
    responseKind: { group: api.group, version: api.version, kind: api.kind },
    scope: api.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: entry.strategy ? api.singular : '',
    verbs: api.verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length > 0
      ? {
          subresources: subresources.map(({ name, group, version, kind, verbs }) => ({
            subresource: name,
            responseKind: { group, version, kind },
            verbs,
          })),
        }
      : {}),
  }
}
