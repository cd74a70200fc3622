import type { RuleWithOperations } from '@knarr/api/admissionregistration/v1'

/** A write as rules see it. */
export interface RuleTarget {
  readonly operation: string
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly subresource: string
  /** Whether the object stands in a namespace; a namespace itself does not. */
  readonly isNamespaced: boolean
}

/** Whether one rule of a webhook or a policy is about this write. */
export function ruleMatches(rule: RuleWithOperations, target: RuleTarget): boolean {
  return (
    names(rule.operations, target.operation) &&
    names(rule.apiGroups, target.group) &&
    names(rule.apiVersions, target.version) &&
    scopeMatches(rule.scope, target) &&
    (rule.resources ?? []).some((pattern) => resourceMatches(pattern, target))
  )
}

function names(listed: readonly string[] = [], value: string): boolean {
  return listed.includes('*') || listed.includes(value)
}

function scopeMatches(scope: string | undefined, { isNamespaced }: RuleTarget): boolean {
  return scope === 'Namespaced' ? isNamespaced : scope !== 'Cluster' || !isNamespaced
}

/** `pods`, `pods/*`, `*` (no subresource), `*` with `/status`, or both wild. */
function resourceMatches(pattern: string, { plural, subresource }: RuleTarget): boolean {
  const [ofResource = '', ofSubresource = ''] = pattern.split('/', 2)
  return (
    (ofResource === '*' || ofResource === plural) && (ofSubresource === '*' || ofSubresource === subresource)
  )
}
