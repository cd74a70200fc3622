import type { UserInfo } from '../request/server-request.ts'

/** How much of a request is told, the least first. */
export const auditLevels = ['None', 'Metadata', 'Request', 'RequestResponse'] as const
export type AuditLevel = (typeof auditLevels)[number]

export const auditStages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const
export type AuditStage = (typeof auditStages)[number]

/** `audit.k8s.io/v1` GroupResources. */
export interface GroupResources {
  readonly group?: string
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
}

/** `audit.k8s.io/v1` PolicyRule. */
export interface PolicyRule {
  readonly level: AuditLevel
  readonly users?: readonly string[]
  readonly userGroups?: readonly string[]
  readonly verbs?: readonly string[]
  readonly resources?: readonly GroupResources[]
  readonly namespaces?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  readonly omitStages?: readonly AuditStage[]
  readonly omitManagedFields?: boolean
}

/** `audit.k8s.io/v1` Policy: the first rule that matches decides. */
export interface AuditPolicy {
  readonly rules: readonly PolicyRule[]
  readonly omitStages?: readonly AuditStage[]
  readonly omitManagedFields?: boolean
}

/** What rules ask about a request. */
export interface AuditedAttributes {
  readonly user: UserInfo
  readonly verb: string
  readonly isResourceRequest: boolean
  readonly group: string
  readonly namespace: string
  readonly resource: string
  readonly subresource: string
  readonly name: string
  readonly path: string
}

export interface AuditDecision {
  readonly level: AuditLevel
  readonly omittedStages: ReadonlySet<AuditStage>
  readonly omitsManagedFields: boolean
}

const untold: AuditDecision = { level: 'None', omittedStages: new Set(), omitsManagedFields: false }

/** What is to be told of a request: nothing where no rule matches. */
export function decideAudit(policy: AuditPolicy, attributes: AuditedAttributes): AuditDecision {
  const rule = policy.rules.find((candidate) => matchesRule(candidate, attributes))
  if (!rule) return untold
  return {
    level: rule.level,
    omittedStages: new Set([...(policy.omitStages ?? []), ...(rule.omitStages ?? [])]),
    omitsManagedFields: rule.omitManagedFields ?? policy.omitManagedFields ?? false,
  }
}

function matchesRule(rule: PolicyRule, attributes: AuditedAttributes): boolean {
  const { users, userGroups, verbs, namespaces, resources, nonResourceURLs } = rule
  const { user, verb } = attributes
  if (isGiven(users) && !users.includes(user.name)) return false
  if (isGiven(userGroups) && !userGroups.some((group) => user.groups.includes(group))) return false
  if (isGiven(verbs) && !verbs.includes(verb)) return false
  if (isGiven(namespaces) || isGiven(resources)) return matchesResource(rule, attributes)
  return isGiven(nonResourceURLs) ? matchesUrl(nonResourceURLs, attributes) : true
}

function matchesResource({ namespaces, resources }: PolicyRule, attributes: AuditedAttributes): boolean {
  if (!attributes.isResourceRequest) return false
  if (isGiven(namespaces) && !namespaces.includes(attributes.namespace)) return false
  return isGiven(resources) ? resources.some((group) => matchesGroup(group, attributes)) : true
}

function matchesGroup(
  { group = '', resources, resourceNames }: GroupResources,
  attributes: AuditedAttributes,
): boolean {
  if (group !== attributes.group) return false
  if (!isGiven(resources)) return true
  if (isGiven(resourceNames) && !resourceNames.includes(attributes.name)) return false
  return resources.some((pattern) => matchesPattern(pattern, attributes))
}

/** A resource, one of its subresources or all of them; a subresource of any resource; or everything. */
function matchesPattern(pattern: string, { resource, subresource }: AuditedAttributes): boolean {
  const full = subresource ? `${resource}/${subresource}` : resource
  if (pattern === '*' || pattern === full || pattern === `${resource}/*`) return true
  return subresource !== '' && pattern === `*/${subresource}`
}

function matchesUrl(patterns: readonly string[], { isResourceRequest, path }: AuditedAttributes): boolean {
  if (isResourceRequest) return false
  return patterns.some(
    (pattern) => pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, ''))),
  )
}

function isGiven<T>(list: readonly T[] | undefined): list is readonly T[] {
  return list !== undefined && list.length > 0
}
