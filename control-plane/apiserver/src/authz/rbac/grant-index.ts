import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  RoleRef,
  Subject,
} from '@knarr/api/rbac/v1'
import type { UserInfo } from '../../request/server-request.ts'

/** What one subject gets by one binding. */
export interface Grant {
  /** Undefined where the role the binding names is not there. */
  readonly rules: readonly PolicyRule[] | undefined
  /** Upstream's words for an allowed request, or for the missing role. */
  readonly reason: string
}

export interface RbacObjects {
  readonly clusterRoles: readonly ClusterRole[]
  readonly roles: readonly Role[]
  readonly clusterRoleBindings: readonly ClusterRoleBinding[]
  readonly roleBindings: readonly RoleBinding[]
}

/** Bindings by subject and namespace, each with the rules of its role. */
export class GrantIndex {
  /** By subject, then by namespace; the empty one is everywhere. */
  readonly #grants = new Map<string, Map<string, Grant[]>>()
  /** By namespace, for those who ask again: components in this process do so all the time. */
  readonly #known = new WeakMap<UserInfo, Map<string, readonly Grant[]>>()
  readonly #clusterRoles: ReadonlyMap<string, ClusterRole>
  readonly #roles: ReadonlyMap<string, Role>

  constructor({ clusterRoles, roles, clusterRoleBindings, roleBindings }: RbacObjects) {
    this.#clusterRoles = new Map(clusterRoles.map((role) => [role.metadata.name, role]))
    this.#roles = new Map(roles.map((role) => [`${role.metadata.namespace}/${role.metadata.name}`, role]))
    for (const binding of clusterRoleBindings) this.#add(binding, '')
    for (const binding of roleBindings) this.#add(binding, binding.metadata.namespace ?? '')
  }

  /** What the user has in `namespace`: cluster-wide grants first. */
  grantsOf(user: UserInfo, namespace: string): readonly Grant[] {
    const known = this.#known.get(user) ?? new Map<string, readonly Grant[]>()
    this.#known.set(user, known)
    const grants = known.get(namespace) ?? this.#gather(user, namespace)
    known.set(namespace, grants)
    return grants
  }

  #gather({ name, groups }: UserInfo, namespace: string): Grant[] {
    const subjects = [`User ${name}`, ...groups.map((group) => `Group ${group}`)]
    const scopes = namespace ? ['', namespace] : ['']
    return scopes.flatMap((scope) =>
      subjects.flatMap((subject) => this.#grants.get(subject)?.get(scope) ?? []),
    )
  }

  rulesOf({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    const role = kind === 'Role' ? this.#roles.get(`${namespace}/${name}`) : this.#clusterRoles.get(name)
    return role && (role.rules ?? [])
  }

  #add(binding: ClusterRoleBinding | RoleBinding, namespace: string): void {
    const { roleRef, subjects = [], metadata } = binding
    const rules = this.rulesOf(roleRef, namespace)
    const kind = namespace ? 'RoleBinding' : 'ClusterRoleBinding'
    const named = JSON.stringify(namespace ? `${metadata.name}/${namespace}` : metadata.name)
    for (const subject of subjects) {
      const grant = {
        rules,
        reason: rules
          ? `RBAC: allowed by ${kind} ${named} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${textOf(subject)}`
          : `${roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(roleRef.name)} not found`,
      }
      const key = keyOf(subject, namespace)
      const ofSubject = this.#grants.get(key) ?? new Map<string, Grant[]>()
      this.#grants.set(key, ofSubject)
      ofSubject.set(namespace, [...(ofSubject.get(namespace) ?? []), grant])
    }
  }
}

function keyOf({ kind, name, namespace }: Subject, ofBinding: string): string {
  if (kind !== 'ServiceAccount') return `${kind} ${name}`
  return `User system:serviceaccount:${namespace || ofBinding}:${name}`
}

function textOf({ kind, name, namespace }: Subject): string {
  return `${kind} ${JSON.stringify(kind === 'ServiceAccount' ? `${name}/${namespace ?? ''}` : name)}`
}
