export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** The word the facts have for each built-in group: nothing of another group is one of theirs. */
const folderOf: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '': 'core',
    'admission.k8s.io': 'admission',
    'admissionregistration.k8s.io': 'admissionregistration',
    'apiextensions.k8s.io': 'apiextensions',
    'apiregistration.k8s.io': 'apiregistration',
    apps: 'apps',
    'authentication.k8s.io': 'authentication',
    'authorization.k8s.io': 'authorization',
    autoscaling: 'autoscaling',
    batch: 'batch',
    'certificates.k8s.io': 'certificates',
    'coordination.k8s.io': 'coordination',
    'discovery.k8s.io': 'discovery',
    'events.k8s.io': 'events',
    'flowcontrol.apiserver.k8s.io': 'flowcontrol',
    'internal.apiserver.k8s.io': 'apiserverinternal',
    'meta.k8s.io': 'meta',
    'metrics.k8s.io': 'metrics',
    'networking.k8s.io': 'networking',
    'node.k8s.io': 'node',
    policy: 'policy',
    'rbac.authorization.k8s.io': 'rbac',
    'resource.k8s.io': 'resource',
    'scheduling.k8s.io': 'scheduling',
    'storage.k8s.io': 'storage',
    'storagemigration.k8s.io': 'storagemigration',
  }),
)

/** Kinds that every group, custom ones too, accepts in its own version. */
const optionKinds: ReadonlySet<string> = new Set([
  'CreateOptions',
  'DeleteOptions',
  'GetOptions',
  'ListOptions',
  'PatchOptions',
  'UpdateOptions',
  'WatchEvent',
])

/** Meta kinds that clients send and get in the core group's v1. */
const coreMetaKinds: ReadonlySet<string> = new Set([
  'APIGroup',
  'APIGroupList',
  'APIResourceList',
  'APIVersions',
  'Status',
])

/**
 * The facts' name of a kind: `core.v1.Pod`, `rbac.v1.Role`, `meta.v1.DeleteOptions`. Kinds that are not built in get
 * a name that no fact has.
 */
export function typeNameOf({ group, version, kind }: GroupVersionKind): string {
  if (optionKinds.has(kind) || (group === '' && coreMetaKinds.has(kind))) return `meta.v1.${kind}`
  // Clients before 1.22 post evictions of the old version, which is otherwise not served.
  if (kind === 'Eviction' && group === 'policy') return 'policy.v1.Eviction'
  return `${folderOf.get(group) ?? `(${group})`}.${version}.${kind}`
}

/** The kind an object says it is. */
export function gvkOf(object: { readonly apiVersion?: string; readonly kind?: string }): GroupVersionKind {
  const apiVersion = object.apiVersion ?? ''
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  return { group, version: apiVersion.slice(slash + 1), kind: object.kind ?? '' }
}
