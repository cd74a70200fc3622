import type { RuleWithOperations } from '@knarr/api/admissionregistration/v1'
import { type Namespace, namespaces } from '@knarr/api/core/v1'
import { notFound, type Selector } from '@knarr/machinery'
import type { ServedResource } from '../../registry/served-resource.ts'
import type { AdmissionAttributes, AdmissionContext } from '../admission-plugin.ts'
import type { EquivalentResources } from './equivalent-resources.ts'
import { ruleMatches } from './rule-matching.ts'

type Labels = Readonly<Record<string, string>>

/** What a webhook or policy is about. */
export interface Matcher {
  readonly rules: readonly RuleWithOperations[]
  /** `Exact` or `Equivalent`. */
  readonly matchPolicy: string | undefined
  readonly namespaceSelector: Selector
  readonly objectSelector: Selector
}

/** Whether a write is of the configuration of admission itself, which nothing may stand in the way of. */
export function isAdmissionConfiguration({ resource }: AdmissionAttributes): boolean {
  return resource.group === 'admissionregistration.k8s.io'
}

export function isOfNamespaces({ resource }: AdmissionAttributes): boolean {
  return resource.group === '' && resource.plural === 'namespaces'
}

/**
 * The resource as which a write matches: as it was asked for, or an equivalent one the rules name.
 * @throws StatusError NotFound where labels of a namespace count that is not there
 */
export async function matchingResource(
  matcher: Matcher,
  attributes: AdmissionAttributes,
  parts: { readonly equivalents: EquivalentResources; readonly context: AdmissionContext },
): Promise<ServedResource | undefined> {
  const resource = resourceByRules(matcher, attributes, parts.equivalents)
  if (!resource || !matchesObject(matcher.objectSelector, attributes)) return undefined
  const isMatch = await matchesNamespace(matcher.namespaceSelector, attributes, parts.context)
  return isMatch ? resource : undefined
}

function resourceByRules(
  { rules, matchPolicy }: Matcher,
  attributes: AdmissionAttributes,
  equivalents: EquivalentResources,
): ServedResource | undefined {
  const { operation, subresource } = attributes
  const isNamespaced = attributes.namespace !== '' && !isOfNamespaces(attributes)
  const isNamed = ({ api }: ServedResource): boolean => {
    const { group, version, plural } = api
    const target = { operation, group, version, plural, subresource, isNamespaced }
    return rules.some((rule) => ruleMatches(rule, target))
  }
  const [requested, ...others] = equivalents.of(attributes.resource)
  if (requested && isNamed(requested)) return requested
  return matchPolicy === 'Exact' ? undefined : others.find(isNamed)
}

function matchesObject(selector: Selector, { object, old }: AdmissionAttributes): boolean {
  if (selector.isEverything) return true
  return [object, old].some((each) => each && selector.matches(each.metadata.labels))
}

async function matchesNamespace(
  selector: Selector,
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): Promise<boolean> {
  const isNamespace = isOfNamespaces(attributes)
  if (selector.isEverything || (attributes.namespace === '' && !isNamespace)) return true
  return selector.matches(await namespaceLabels(attributes, context))
}

async function namespaceLabels(
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): Promise<Labels | undefined> {
  if (isOfNamespaces(attributes)) return (attributes.object ?? attributes.old)?.metadata.labels
  const name = attributes.namespace
  const found = await context.find<Namespace>(namespaces, { namespace: '', name })
  if (!found) throw notFound(namespaces, name)
  return found.metadata.labels
}
