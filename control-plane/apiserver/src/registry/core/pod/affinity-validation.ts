import type { Affinity, NodeSelectorRequirement, NodeSelectorTerm, PodAffinityTerm } from '@knarr/api/core/v1'
import { type FieldError, forbiddenField, invalid, labelValueErrors, required } from '@knarr/machinery'
import { each, invalidFor } from '../../meta/field-check.ts'
import { validateLabelSelector } from '../../meta/label-selector-validation.ts'
import { validateLabelKey } from '../../meta/label-validation.ts'
import { labelName, subdomainName } from '../../meta/name-validation.ts'

export function validateAffinity(affinity: Affinity | undefined, field: string): FieldError[] {
  const node = affinity?.nodeAffinity
  const required = 'requiredDuringSchedulingIgnoredDuringExecution'
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'
  return [
    ...(node?.[required] ? validateNodeSelector(node[required], `${field}.nodeAffinity.${required}`) : []),
    ...each(`${field}.nodeAffinity.${preferred}`, node?.[preferred], (term, at) => [
      ...validateWeight(term.weight, `${at}.weight`),
      ...validateNodeSelectorTerm(term.preference, `${at}.preference`),
    ]),
    ...(['podAffinity', 'podAntiAffinity'] as const).flatMap((kind) => [
      ...each(`${field}.${kind}.${required}`, affinity?.[kind]?.[required], validatePodAffinityTerm),
      ...each(`${field}.${kind}.${preferred}`, affinity?.[kind]?.[preferred], (term, at) => [
        ...validateWeight(term.weight, `${at}.weight`),
        ...validatePodAffinityTerm(term.podAffinityTerm, `${at}.podAffinityTerm`),
      ]),
    ]),
  ]
}

function validateWeight(weight: number, field: string): FieldError[] {
  return weight >= 1 && weight <= 100 ? [] : [invalid(field, weight, 'must be in the range 1-100')]
}

/** A required node selector: terms are alternatives, of which there is at least one. */
export function validateNodeSelector(
  selector: { nodeSelectorTerms?: readonly NodeSelectorTerm[] },
  field: string,
): FieldError[] {
  const at = `${field}.nodeSelectorTerms`
  if (!selector.nodeSelectorTerms?.length) return [required(at, 'must have at least one node selector term')]
  return each(at, selector.nodeSelectorTerms, validateNodeSelectorTerm)
}

function validateNodeSelectorTerm(term: NodeSelectorTerm, field: string): FieldError[] {
  return [
    ...each(`${field}.matchExpressions`, term.matchExpressions, validateNodeRequirement),
    ...each(`${field}.matchFields`, term.matchFields, validateFieldRequirement),
  ]
}

function validateNodeRequirement(requirement: NodeSelectorRequirement, field: string): FieldError[] {
  return [
    ...validateNodeOperator(requirement, field),
    ...validateLabelKey(`${field}.key`, requirement.key),
    ...each(`${field}.values`, requirement.values, (value, at) =>
      invalidFor(at, value, labelValueErrors(value)),
    ),
  ]
}

function validateNodeOperator({ operator, values }: NodeSelectorRequirement, field: string): FieldError[] {
  const count = values?.length ?? 0
  switch (operator) {
    case 'In':
    case 'NotIn':
      return count
        ? []
        : [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist': {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
      return count ? [forbiddenField(`${field}.values`, detail)] : []
    }
    case 'Gt':
    case 'Lt': {
      const detail = "must be specified single value when `operator` is 'Lt' or 'Gt'"
      return count === 1 ? [] : [required(`${field}.values`, detail)]
    }
    default:
      return [invalid(`${field}.operator`, operator, 'not a valid selector operator')]
  }
}

function validateFieldRequirement(
  { key, operator, values }: NodeSelectorRequirement,
  field: string,
): FieldError[] {
  const errors: FieldError[] = []
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalid(`${field}.operator`, operator, 'not a valid selector operator'))
  } else if (values?.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
    errors.push(required(`${field}.values`, detail))
  }
  if (key !== 'metadata.name') {
    errors.push(invalid(`${field}.key`, key, 'not a valid field selector key'))
    return errors
  }
  return [
    ...errors,
    ...each(`${field}.values`, values, (value, at) => invalidFor(at, value, subdomainName(value, false))),
  ]
}

function validatePodAffinityTerm(term: PodAffinityTerm, field: string): FieldError[] {
  return [
    ...validateLabelSelector(`${field}.labelSelector`, term.labelSelector),
    ...validateLabelSelector(`${field}.namespaceSelector`, term.namespaceSelector),
    ...each(`${field}.namespaces`, term.namespaces, (name) =>
      invalidFor(`${field}.namespace`, name, labelName(name, false)),
    ),
    ...(term.topologyKey ? [] : [required(`${field}.topologyKey`, 'can not be empty')]),
    ...validateLabelKey(`${field}.topologyKey`, term.topologyKey ?? ''),
    ...validateMatchLabelKeys(term.matchLabelKeys, term.labelSelector, `${field}.matchLabelKeys`),
    ...validateMatchLabelKeys(term.mismatchLabelKeys, term.labelSelector, `${field}.mismatchLabelKeys`),
    ...(term.matchLabelKeys ?? [])
      .filter((key) => term.mismatchLabelKeys?.includes(key))
      .map((key) =>
        invalid(`${field}.matchLabelKeys`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'),
      ),
  ]
}

/** Label keys whose values the pod itself supplies; they make no sense without a selector. */
export function validateMatchLabelKeys(
  keys: readonly string[] | undefined,
  selector: PodAffinityTerm['labelSelector'],
  field: string,
): FieldError[] {
  if (!keys?.length) return []
  if (!selector) return [forbiddenField(field, 'must not be specified when labelSelector is not set')]
  return each(field, keys, validateKeyAt)
}

const validateKeyAt = (key: string, field: string): FieldError[] => validateLabelKey(field, key)
