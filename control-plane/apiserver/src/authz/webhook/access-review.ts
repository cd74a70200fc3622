import type { SubjectAccessReviewSpec } from '@knarr/api/authorization/v1'
import type { FieldSelectorRequirement, LabelSelectorRequirement } from '@knarr/api/meta/v1'
import type { KubeObject } from '@knarr/machinery'
import type { AuthorizationAttributes } from '../authorizer.ts'

export type AccessReviewVersion = 'v1' | 'v1beta1'

/** What is asked of somebody outside: the spec of a SubjectAccessReview. */
export function accessReviewSpec(attributes: AuthorizationAttributes): SubjectAccessReviewSpec {
  const { name, groups, uid, extra } = attributes.user
  const subject = {
    ...(name ? { user: name } : {}),
    ...(groups.length > 0 ? { groups: [...groups] } : {}),
    ...(extra && Object.keys(extra).length > 0 ? { extra } : {}),
    ...(uid ? { uid } : {}),
  }
  if (attributes.isResourceRequest)
    return { resourceAttributes: resourceAttributesOf(attributes), ...subject } as SubjectAccessReviewSpec
  const { path, verb } = attributes
  return { nonResourceAttributes: said({ path, verb }), ...subject } as SubjectAccessReviewSpec
}

/** The review that is sent. */
export function accessReview(
  spec: SubjectAccessReviewSpec,
  version: AccessReviewVersion,
): Pick<KubeObject, 'apiVersion' | 'kind'> {
  const { groups, ...others } = spec
  const old = groups ? { ...others, group: groups } : others
  return {
    kind: 'SubjectAccessReview',
    ...{ apiVersion: `authorization.k8s.io/${version}`, metadata: {} },
    ...{ spec: version === 'v1' ? spec : old, status: { allowed: false } },
  }
}

function resourceAttributesOf({
  fieldSelector,
  labelSelector,
  ...attributes
}: AuthorizationAttributes): SubjectAccessReviewSpec['resourceAttributes'] {
  const labels = labelRequirements(labelSelector ?? [])
  const { namespace, verb, group, version, resource, subresource, name } = attributes
  return {
    ...said({ namespace, verb, group, version, resource, subresource, name }),
    ...(fieldSelector ? { fieldSelector: { requirements: fieldSelector.map(fieldRequirement) } } : {}),
    ...(labels.length > 0 ? { labelSelector: { requirements: labels } } : {}),
  }
}

/** Go leaves empty texts out. */
function said(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
}

type AskedFields = NonNullable<AuthorizationAttributes['fieldSelector']>
type AskedLabels = NonNullable<AuthorizationAttributes['labelSelector']>

function fieldRequirement({ field, operator, value }: AskedFields[number]): FieldSelectorRequirement {
  return { key: field, operator: operator === '=' ? 'In' : 'NotIn', values: [value] }
}

const labelOperators: Readonly<Record<string, LabelSelectorRequirement['operator']>> = {
  ...{ '=': 'In', '==': 'In', in: 'In', '!=': 'NotIn', notin: 'NotIn' },
  ...{ exists: 'Exists', '!': 'DoesNotExist' },
}

/** What a review has no word for is left out: more is asked for then, not less. */
function labelRequirements(requirements: AskedLabels): LabelSelectorRequirement[] {
  return requirements.flatMap(({ key, operator, values }) => {
    const said = labelOperators[operator]
    if (!said) return []
    return [{ key, operator: said, ...(values.length > 0 ? { values: [...values] } : {}) }]
  })
}
