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
      if (isOnlyForCollector(attributes) || (await mayAnyway(attributes, authorizer))) return
      const missing = await rightsNotHeld(attributes, rbac)
      refuseMissing(attributes, missing(await grantedRules(attributes, rbac)))
      if (isAggregated(attributes.object) || isAggregated(attributes.old)) {
        if (missing(fullAuthority).rules.length > 0) throw refusal(attributes, noAggregation)
      }
    },
  }
}

const noAggregation = 'must have cluster-admin privileges to use the aggregationRule'

interface Missing {
  readonly rules: readonly PolicyRule[]
  /** Roles the user is bound to that are not there. */
  readonly errors: readonly string[]
}

async function rightsNotHeld(
  { user, namespace }: AdmissionAttributes,
  rbac: RbacAuthorizer,
): Promise<(rules: readonly PolicyRule[]) => Missing> {
  const {
    resourceRules,
    nonResourceRules,
    evaluationErrors: errors = [],
  } = await rbac.rulesFor(user, namespace)
  const held = [...resourceRules, ...nonResourceRules] as PolicyRule[]
  return (rules) => ({ rules: uncoveredRules(held, rules), errors })
}

async function grantedRules(
  { resource, namespace, object }: AdmissionAttributes,
  rbac: RbacAuthorizer,
): Promise<readonly PolicyRule[]> {
  if (resource.plural.endsWith('roles')) return (object as Role | ClusterRole).rules ?? []
  const { roleRef } = object as RoleBinding | ClusterRoleBinding
  const rules = await rbac.rulesOf(roleRef, namespace)
  if (!rules) throw notFound({ group, plural: `${roleRef.kind.toLowerCase()}s` }, roleRef.name)
  return rules
}

function isAggregated(object: KubeObject | undefined): boolean {
  const { aggregationRule } = (object ?? {}) as Partial<ClusterRole>
  return (aggregationRule?.clusterRoleSelectors?.length ?? 0) > 0
}

/** Whether nothing changes but what the garbage collector needs to let the object go; labels may aggregate rules. */
function isOnlyForCollector({ object, old }: AdmissionAttributes): boolean {
  return old !== undefined && object !== undefined && deepEqual(judged(object), judged(old))
}

function judged({ metadata, ...rest }: KubeObject): object {
  const { ownerReferences: _, finalizers: __, managedFields: ___, ...judged } = metadata
  return { ...rest, metadata: judged }
}

/** Whether the user may `escalate` this role, or `bind` the role of this binding. */
async function mayAnyway(
  { operation, resource, namespace, name, object, user }: AdmissionAttributes,
  authorizer: Authorizer,
): Promise<boolean> {
  const isRole = resource.plural.endsWith('roles')
  const { roleRef } = object as Partial<RoleBinding>
  // A path that things are created at names none: rights to one name do not count there.
  const asked = operation === 'CREATE' ? '' : name
  const { verdict } = await authorizer.authorize({
    ...{ user, namespace, group, version: '*', subresource: '', path: '', isResourceRequest: true },
    verb: isRole ? 'escalate' : 'bind',
    resource: isRole ? resource.plural : `${roleRef?.kind.toLowerCase()}s`,
    name: isRole ? asked : (roleRef?.name ?? ''),
  })
  return verdict === 'allow'
}

function refuseMissing(attributes: AdmissionAttributes, { rules, errors }: Missing): void {
  if (rules.length === 0) return
  const { user } = attributes
  const texts = rules.map(textOfRule).sort().join('\n')
  const unresolved = errors.length > 0 ? `; resolution errors: [${errors.join(', ')}]` : ''
  const why = `user ${JSON.stringify(user.name)} (groups=${quoted(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${texts}${unresolved}`
  throw refusal(attributes, why)
}

function refusal({ resource, name }: AdmissionAttributes, why: string): StatusError {
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
