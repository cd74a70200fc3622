export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** Groups whose facts stand under another word than the first of their name. */
const folderOf: Readonly<Record<string, string>> = {
  '': 'core',
  'internal.apiserver.k8s.io': 'apiserverinternal',
}

/** Kinds that every group accepts in its own version, and the core group's own meta kinds. */
const metaKinds: ReadonlySet<string> = new Set([
  'APIGroup',
  'APIGroupList',
  'APIResourceList',
  'APIVersions',
  'CreateOptions',
  'DeleteOptions',
  'GetOptions',
  'ListOptions',
  'PatchOptions',
  'Status',
  'UpdateOptions',
  'WatchEvent',
])

/** The facts' name of a kind: `core.v1.Pod`, `rbac.v1.Role`, `meta.v1.DeleteOptions`. */
export function typeNameOf({ group, version, kind }: GroupVersionKind): string {
  if (metaKinds.has(kind)) return `meta.v1.${kind}`
  // Clients before 1.22 post evictions of the old version, which is otherwise not served.
  if (kind === 'Eviction' && group === 'policy') return 'policy.v1.Eviction'
  const dot = group.indexOf('.')
  const folder = folderOf[group] ?? (dot < 0 ? group : group.slice(0, dot))
  return `${folder}.${version}.${kind}`
}

/** The kind an object says it is. */
export function gvkOf(object: { readonly apiVersion?: string; readonly kind?: string }): GroupVersionKind {
  const apiVersion = object.apiVersion ?? ''
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  return { group, version: apiVersion.slice(slash + 1), kind: object.kind ?? '' }
}
