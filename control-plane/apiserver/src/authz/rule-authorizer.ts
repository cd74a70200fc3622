import type { UserInfo } from '../request/server-request.ts'
import type { AuthorizationAttributes, Authorizer } from './authorizer.ts'

/** What some users and groups may do everywhere: an RBAC PolicyRule with its subjects beside it. */
export interface PolicyRule {
  readonly users?: readonly string[]
  readonly groups?: readonly string[]
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[]
  /** `pods`, `pods/status`, `*`, any resource (an asterisk) or any resource's subresource, as RBAC reads them. */
  readonly resources?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

/** An authorizer that knows a fixed table; it never denies. */
export function ruleAuthorizer(rules: readonly PolicyRule[]): Authorizer {
  return {
    authorize(attributes) {
      const isAllowed = rules.some((rule) => isSubject(rule, attributes.user) && covers(rule, attributes))
      return { verdict: isAllowed ? 'allow' : 'noOpinion', reason: '' }
    },

    async rulesFor(user) {
      const theirs = rules.filter((rule) => isSubject(rule, user))
      return {
        resourceRules: theirs.flatMap(({ verbs, apiGroups, resources }) =>
          resources ? [{ verbs, apiGroups: apiGroups ?? ['*'], resources }] : [],
        ),
        nonResourceRules: theirs.flatMap(({ verbs, nonResourceURLs }) =>
          nonResourceURLs ? [{ verbs, nonResourceURLs }] : [],
        ),
        isIncomplete: false,
      }
    },
  }
}

function isSubject({ users = [], groups = [] }: PolicyRule, user: UserInfo): boolean {
  return users.includes(user.name) || groups.some((group) => user.groups.includes(group))
}

function covers(rule: PolicyRule, attributes: AuthorizationAttributes): boolean {
  if (!holds(rule.verbs, attributes.verb)) return false
  if (!attributes.isResourceRequest)
    return (rule.nonResourceURLs ?? []).some((url) => urlMatches(url, attributes.path))
  if (!rule.resources || !holds(rule.apiGroups ?? ['*'], attributes.group)) return false
  return rule.resources.some((pattern) => resourceMatches(pattern, attributes))
}

function holds(values: readonly string[], value: string): boolean {
  return values.includes('*') || values.includes(value)
}

function urlMatches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path
}

function resourceMatches(pattern: string, { resource, subresource }: AuthorizationAttributes): boolean {
  if (pattern === '*') return true
  const asked = subresource ? `${resource}/${subresource}` : resource
  return pattern === asked || (subresource !== '' && pattern === `*/${subresource}`)
}
