import { createHash } from 'node:crypto'
import type { ApiResource } from '@knarr/api'
import type { CatalogEntry } from '../registry/served-resource.ts'

/** `metav1.APIResource`. */
interface ApiResourceEntry {
  name: string
  singularName: string
  namespaced: boolean
  group?: string
  version?: string
  kind: string
  verbs: readonly string[]
  shortNames?: readonly string[]
  categories?: readonly string[]
  storageVersionHash?: string
}

/** `APIResourceList` of one group and version. */
export function apiResourceList(groupVersion: string, entries: readonly CatalogEntry[]): object {
  const resources = entries.flatMap(entriesOf).sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    kind: 'APIResourceList',
    ...(groupVersion === 'v1' ? {} : { apiVersion: 'v1' }),
    groupVersion,
    resources,
  }
}

function entriesOf(entry: CatalogEntry): ApiResourceEntry[] {
  const { api } = entry
  const main: ApiResourceEntry = {
    name: api.plural,
    singularName: api.singular,
    namespaced: api.namespaced,
    kind: api.kind,
    verbs: api.verbs,
    ...(shortNamesOf(entry).length > 0 ? { shortNames: shortNamesOf(entry) } : {}),
    ...(categoriesOf(entry).length > 0 ? { categories: categoriesOf(entry) } : {}),
    ...(entry.strategy ? { storageVersionHash: storageVersionHash(api) } : {}),
  }
  return [main, ...subresourceEntries(entry)]
}

function subresourceEntries(entry: CatalogEntry): ApiResourceEntry[] {
  if (!entry.strategy) return []
  const { api } = entry
  return [...entry.subresources.values()].map(({ name, group, version, kind, verbs }) => ({
    name: `${api.plural}/${name}`,
    singularName: '',
    namespaced: api.namespaced,
    ...(group === api.group && version === api.version ? {} : { group, version }),
    kind,
    verbs,
  }))
}

export function shortNamesOf({ api, strategy }: CatalogEntry): readonly string[] {
  return strategy?.shortNames ?? api.shortNames
}

export function categoriesOf({ api, strategy }: CatalogEntry): readonly string[] {
  return strategy?.categories ?? api.categories
}

/** Changes when the version objects are kept in does: eight bytes of SHA-256 over it, as upstream. */
function storageVersionHash({ storageGroup, storageVersion, kind }: ApiResource): string {
  return createHash('sha256')
    .update(`${storageGroup}/${storageVersion}/${kind}`)
    .digest()
    .subarray(0, 8)
    .toString('base64')
}
