import type { PolicyRule } from '@knarr/api/rbac/v1'
import type { AuthorizationAttributes } from '../authorizer.ts'

/** Whether the rule lets the request through. */
export function ruleAllows(rule: PolicyRule, attributes: AuthorizationAttributes): boolean {
  if (!holds(rule.verbs, attributes.verb)) return false
  if (!attributes.isResourceRequest) return rule.nonResourceURLs?.some(matches(attributes.path)) ?? false
  const { group, name, resource, subresource } = attributes
  if (!holds(rule.apiGroups, group)) return false
  const asked = subresource ? `${resource}/${subresource}` : resource
  if (!rule.resources?.some((pattern) => isResource(pattern, asked))) return false
  return !rule.resourceNames?.length || rule.resourceNames.includes(name)
}

/** What of `asked` no single rule of `held` covers, one rule for each thing asked for, verbs together. */
export function uncoveredRules(held: readonly PolicyRule[], asked: readonly PolicyRule[]): PolicyRule[] {
  const missing = asked.flatMap(breakDown).filter((one) => !held.some((rule) => covers(rule, one)))
  return compact(missing)
}

function matches(path: string): (pattern: string) => boolean {
  return (pattern) =>
    pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, '')))
}

function holds(values: readonly string[] | undefined, value: string): boolean {
  return values?.some((held) => held === '*' || held === value) ?? false
}

function isResource(pattern: string, asked: string): boolean {
  if (pattern === '*' || pattern === asked) return true
  const slash = asked.indexOf('/')
  return slash >= 0 && pattern === `*${asked.slice(slash)}`
}

/** One rule for each verb on each resource or path. */
function breakDown(rule: PolicyRule): PolicyRule[] {
  const { apiGroups = [], resources = [], resourceNames, nonResourceURLs = [] } = rule
  const names = resourceNames?.length ? resourceNames.map((name) => ({ resourceNames: [name] })) : [{}]
  return rule.verbs.flatMap((verb) => [
    ...nonResourceURLs.map((url) => ({ nonResourceURLs: [url], verbs: [verb] })),
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        names.map((named) => ({ apiGroups: [group], resources: [resource], ...named, verbs: [verb] })),
      ),
    ),
  ])
}

/** Whether `rule` holds all that `one`, of a single verb, asks for. */
function covers(rule: PolicyRule, one: PolicyRule): boolean {
  if (!holds(rule.verbs, one.verbs[0] ?? '')) return false
  const url = one.nonResourceURLs?.[0]
  if (url !== undefined) return rule.nonResourceURLs?.some(matches(url)) ?? false
  if (!holds(rule.apiGroups, one.apiGroups?.[0] ?? '')) return false
  const resource = one.resources?.[0] ?? ''
  if (!rule.resources?.some((pattern) => isResource(pattern, resource))) return false
  const name = one.resourceNames?.[0]
  return !rule.resourceNames?.length || (name !== undefined && rule.resourceNames.includes(name))
}

function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const byObject = new Map<string, PolicyRule>()
  for (const { verbs, ...object } of rules) {
    const key = JSON.stringify(object)
    const there = byObject.get(key)?.verbs ?? []
    byObject.set(key, { ...object, verbs: [...new Set([...there, ...verbs])] })
  }
  return [...byObject.values()]
}
