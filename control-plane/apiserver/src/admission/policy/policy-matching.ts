import type { MatchResources, NamedRuleWithOperations } from '@knarr/api/admissionregistration/v1'
import { selectorOf } from '@knarr/machinery'
import type { ServedResource } from '../../registry/served-resource.ts'
import type { AdmissionAttributes, AdmissionContext } from '../admission-plugin.ts'
import type { EquivalentResources } from '../matching/equivalent-resources.ts'
import { type Matcher, matchingResource } from '../matching/match-resources.ts'

export interface MatchingParts {
  readonly equivalents: EquivalentResources
  readonly context: AdmissionContext
}

/** The resource as which a write matches what a policy is about; undefined where it does not. */
export async function policyResource(
  constraints: MatchResources,
  attributes: AdmissionAttributes,
  parts: MatchingParts,
): Promise<ServedResource | undefined> {
  const excluded = named(constraints.excludeResourceRules ?? [], attributes)
  if (excluded.length > 0 && (await matchingResource(matcherOf(constraints, excluded), attributes, parts))) {
    return undefined
  }
  const rules = named(constraints.resourceRules ?? [], attributes)
  return matchingResource(matcherOf(constraints, rules), attributes, parts)
}

/** Whether a binding leaves the write to its policy: one that says nothing does. */
export async function bindingMatches(
  constraints: MatchResources | undefined,
  attributes: AdmissionAttributes,
  parts: MatchingParts,
): Promise<boolean> {
  if (!constraints) return true
  const { resourceRules = [] } = constraints
  const rules = resourceRules.length > 0 ? resourceRules : [everything]
  return (await policyResource({ ...constraints, resourceRules: rules }, attributes, parts)) !== undefined
}

const everything: NamedRuleWithOperations = {
  operations: ['*'],
  apiGroups: ['*'],
  apiVersions: ['*'],
  resources: ['*/*'],
}

/** The rules that are not about objects of other names. */
function named(
  rules: readonly NamedRuleWithOperations[],
  { name }: AdmissionAttributes,
): readonly NamedRuleWithOperations[] {
  return rules.filter(({ resourceNames = [] }) => resourceNames.length === 0 || resourceNames.includes(name))
}

function matcherOf(constraints: MatchResources, rules: readonly NamedRuleWithOperations[]): Matcher {
  return {
    rules,
    matchPolicy: constraints.matchPolicy,
    namespaceSelector: selectorOf(constraints.namespaceSelector ?? {}),
    objectSelector: selectorOf(constraints.objectSelector ?? {}),
  }
}
