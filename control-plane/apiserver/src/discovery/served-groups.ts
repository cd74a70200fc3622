import { apiVersionOf, compareVersions } from '@knarr/api'
import { localPriority } from '../aggregation/api-service-priorities.ts'
import type { RemoteVersion } from '../aggregation/backend-discovery.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { CatalogEntry } from '../registry/served-resource.ts'

/** A group as discovery shows it. */
export interface ServedGroup {
  /** Empty for the core group. */
  readonly group: string
  /** Preferred first. */
  readonly versions: readonly ServedVersion[]
}

export interface ServedVersion {
  readonly version: string
  /** Empty where another server answers. */
  readonly entries: readonly CatalogEntry[]
  readonly remote?: RemoteVersion
}

interface Placed extends ServedVersion {
  readonly group: string
  readonly groupPriority: number
  readonly versionPriority: number
}

/** Everything that is served, here and by other servers, in upstream's order: by priority, then by name. */
export function servedGroups(catalog: ResourceCatalog, remotes: readonly RemoteVersion[]): ServedGroup[] {
  const taken = new Set(remotes.map(apiVersionOf))
  const local = localVersions(catalog).filter((each) => !taken.has(apiVersionOf(each)))
  const remote = remotes.map((each): Placed => ({ ...each, entries: [], remote: each }))
  const groups = Map.groupBy([...local, ...remote], ({ group }) => group)
  const priority = (versions: readonly Placed[]): number =>
    Math.max(...versions.map(({ groupPriority }) => groupPriority))
  return [...groups]
    .map(([group, versions]) => ({ group, versions: versions.sort(preferredFirst), at: priority(versions) }))
    .sort((a, b) => b.at - a.at || (a.group < b.group ? -1 : 1))
}

function preferredFirst(a: Placed, b: Placed): number {
  return b.versionPriority - a.versionPriority || compareVersions(a.version, b.version)
}

function localVersions(catalog: ResourceCatalog): Placed[] {
  const byVersion = Map.groupBy(catalog.entries(), ({ api }) => apiVersionOf(api))
  return [...byVersion.values()].map((entries) => {
    const { group, version } = (entries[0] as CatalogEntry).api
    const priority = localPriority(group, version)
    return { group, version, entries, groupPriority: priority.group, versionPriority: priority.version }
  })
}

/** `metav1.APIGroup`, without its kind. */
export function apiGroup({ group, versions }: ServedGroup): object {
  const all = versions.map(({ version }) => ({ groupVersion: apiVersionOf({ group, version }), version }))
  return { name: group, versions: all, preferredVersion: all[0] }
}
