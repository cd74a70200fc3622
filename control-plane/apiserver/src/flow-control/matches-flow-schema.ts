import type {
  FlowSchema,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
  Subject,
} from '@knarr/api/flowcontrol/v1'
import type { RequestInfo } from '../request/request-info.ts'
import type { UserInfo } from '../request/server-request.ts'

/** Who asks for what: all that a flow schema looks at. */
export interface RequestDigest {
  readonly user: UserInfo
  readonly info: RequestInfo
}

/** Whether any rule of the schema is about the request. */
export function matchesFlowSchema({ spec }: FlowSchema, digest: RequestDigest): boolean {
  return spec.rules?.some((rule) => matchesRule(rule, digest)) ?? false
}

function matchesRule(rule: PolicyRulesWithSubjects, { user, info }: RequestDigest): boolean {
  if (!rule.subjects.some((subject) => matchesSubject(subject, user))) return false
  return info.isResourceRequest
    ? (rule.resourceRules?.some((resource) => matchesResource(resource, info)) ?? false)
    : (rule.nonResourceRules?.some((path) => matchesPath(path, info)) ?? false)
}

const accountPrefix = 'system:serviceaccount:'

function matchesSubject({ user, group, serviceAccount }: Subject, { name, groups }: UserInfo): boolean {
  if (user) return user.name === '*' || user.name === name
  if (group) return group.name === '*' || groups.includes(group.name)
  if (!serviceAccount || !name.startsWith(accountPrefix)) return false
  const separator = name.indexOf(':', accountPrefix.length)
  if (name.slice(accountPrefix.length, separator) !== serviceAccount.namespace) return false
  return serviceAccount.name === '*' || name.slice(separator + 1) === serviceAccount.name
}

function matchesResource(rule: ResourcePolicyRule, info: RequestInfo): boolean {
  const { verb, group, resource, subresource, namespace } = info
  if (!has(rule.verbs, verb) || !has(rule.apiGroups, group)) return false
  if (!has(rule.resources, subresource ? `${resource}/${subresource}` : resource)) return false
  return namespace ? has(rule.namespaces ?? [], namespace) : rule.clusterScope === true
}

function matchesPath(
  { verbs, nonResourceURLs }: NonResourcePolicyRule,
  { verb, path }: RequestInfo,
): boolean {
  if (!has(verbs, verb)) return false
  return nonResourceURLs.some(
    (pattern) =>
      pattern === '*' ||
      pattern === path ||
      (pattern.endsWith('/*') && path.startsWith(pattern.slice(0, -1))),
  )
}

function has(list: readonly string[], value: string): boolean {
  return list[0] === '*' || list.includes(value)
}
