import { apiVersionOf, compareVersions } from '@knarr/api'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { CatalogEntry } from '../registry/served-resource.ts'

/** A group as discovery shows it. */
export interface ServedGroup {
  /** Empty for the core group. */
  readonly group: string
  /** Preferred first. */
  readonly versions: readonly { readonly version: string; readonly entries: readonly CatalogEntry[] }[]
}

/** The catalog by group and version, in the order the entries were added. */
export function servedGroups(catalog: ResourceCatalog): ServedGroup[] {
  const groups = new Map<string, Map<string, CatalogEntry[]>>()
  for (const entry of catalog.entries()) {
    const { group, version } = entry.api
    const versions = groups.get(group) ?? new Map<string, CatalogEntry[]>()
    versions.set(version, [...(versions.get(version) ?? []), entry])
    groups.set(group, versions)
  }
  return [...groups].map(([group, versions]) => ({
    group,
    versions: [...versions]
      .sort(([a], [b]) => compareVersions(a, b))
      .map(([version, entries]) => ({ version, entries })),
  }))
}

/** `metav1.APIGroup`, without its kind. */
export function apiGroup({ group, versions }: ServedGroup): object {
  const all = versions.map(({ version }) => ({ groupVersion: apiVersionOf({ group, version }), version }))
  return { name: group, versions: all, preferredVersion: all[0] }
}
