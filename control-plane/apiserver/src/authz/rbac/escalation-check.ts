import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '@knarr/api/rbac/v1'
import { deepEqual, forbidden, type KubeObject, notFound, type StatusError } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission/admission-plugin.ts'
import type { Authorizer } from '../authorizer.ts'
import type { RbacAuthorizer } from './rbac-authorizer.ts'
import { uncoveredRules } from './rule-matching.ts'

const group = 'rbac.authorization.k8s.io'
const fullAuthority: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
]

/**
 * Nobody grants what they do not hold, by role or by binding, unless they may `escalate` or `bind`: upstream's
 * policy-based storage, as the last word of admission.
 */
export function escalationCheck(authorizer: Authorizer, rbac: RbacAuthorizer): AdmissionPlugin {
  return {
    name: 'RBACEscalationCheck',

    handles: ({ resource, subresource, operation, user }) =>
      resource.group === group &&
      !subresource &&
      operation !== 'DELETE' &&
      !user.groups.includes('system:masters'),

    async validate(attributes) {
      const granted = await grantedRules(attributes, rbac)
      if (granted.length === 0 || (await mayAnyway(attributes, authorizer))) return
      const { user, namespace } = attributes
      const { resourceRules, nonResourceRules } = await authorizer.rulesFor(user, namespace)
      const held = [...resourceRules, ...nonResourceRules] as PolicyRule[]
      const missing = uncoveredRules(held, granted)
      if (missing.length > 0) throw escalation(attributes, missing)
    },
  }
}

/** What the object gives away that it did not give before; nothing where only metadata changed. */
async function grantedRules(
  { resource, namespace, object, old }: AdmissionAttributes,
  rbac: RbacAuthorizer,
): Promise<readonly PolicyRule[]> {
  if (old && deepEqual(withoutMetadata(object), withoutMetadata(old))) return []
  if (resource.plural.endsWith('roles')) return rulesOfRole(object as Role | ClusterRole)
  const { roleRef } = object as RoleBinding | ClusterRoleBinding
  const rules = await rbac.rulesOf(roleRef, namespace)
  if (!rules) throw notFound({ group, plural: `${roleRef.kind.toLowerCase()}s` }, roleRef.name)
  return rules
}

function rulesOfRole(role: Role | ClusterRole): readonly PolicyRule[] {
  return 'aggregationRule' in role && role.aggregationRule ? fullAuthority : (role.rules ?? [])
}

function withoutMetadata(object: KubeObject | undefined): object {
  return { ...object, metadata: undefined }
}

/** Whether the user may `escalate` this role, or `bind` the role of this binding. */
async function mayAnyway(
  { resource, namespace, name, object, user }: AdmissionAttributes,
  authorizer: Authorizer,
): Promise<boolean> {
  const isRole = resource.plural.endsWith('roles')
  const { roleRef } = object as Partial<RoleBinding>
  const { verdict } = await authorizer.authorize({
    ...{ user, namespace, group, version: '*', subresource: '', path: '', isResourceRequest: true },
    verb: isRole ? 'escalate' : 'bind',
    resource: isRole ? resource.plural : `${roleRef?.kind.toLowerCase()}s`,
    name: isRole ? name : (roleRef?.name ?? ''),
  })
  return verdict === 'allow'
}

function escalation({ resource, name, user }: AdmissionAttributes, missing: PolicyRule[]): StatusError {
  const rules = missing.map(textOfRule).sort().join('\n')
  const why = `user ${JSON.stringify(user.name)} (groups=${quoted(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${rules}`
  return forbidden(resource, name, why)
}

function textOfRule(rule: PolicyRule): string {
  const { apiGroups, resources, nonResourceURLs, resourceNames, verbs } = rule
  const parts: [string, readonly string[] | undefined][] = [
    ['APIGroups', apiGroups],
    ['Resources', resources],
    ['NonResourceURLs', nonResourceURLs],
    ['ResourceNames', resourceNames],
    ['Verbs', verbs],
  ]
  const texts = parts.flatMap(([label, values]) => (values?.length ? [`${label}:${quoted(values)}`] : []))
  return `{${texts.join(', ')}}`
}

/** Go's %q of a slice. */
function quoted(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(' ')}]`
}
