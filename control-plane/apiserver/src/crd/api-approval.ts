import type {
  CustomResourceDefinitionCondition as Condition,
  CustomResourceDefinition,
} from '@knarr/api/apiextensions/v1'

export const approvalAnnotation = 'api-approved.kubernetes.io'
const see = 'see https://github.com/kubernetes/enhancements/pull/1111'

/** Whether a group is one of Kubernetes' own, whose new APIs somebody has approved. */
export function isProtectedGroup(group: string): boolean {
  return /(^|\.)(k8s|kubernetes)\.io$/.test(group)
}

export type Approval = 'missing' | 'invalid' | 'bypassed' | 'approved'

/** What the annotation says, and how to put it. */
export function approvalState(annotation: string | undefined): { state: Approval; message: string } {
  const must = `protected groups must have approval annotation "${approvalAnnotation}"`
  if (!annotation) return { state: 'missing', message: `${must}, ${see}` }
  if (annotation.startsWith('unapproved'))
    return { state: 'bypassed', message: `not approved: ${JSON.stringify(annotation)}` }
  if (URL.canParse(annotation)) return { state: 'approved', message: `approved in ${annotation}` }
  const message = `${must} with either a URL or a reason starting with "unapproved", ${see}`
  return { state: 'invalid', message }
}

const reasons: Readonly<Record<Approval, string>> = {
  missing: 'MissingAnnotation',
  invalid: 'InvalidAnnotation',
  bypassed: 'UnapprovedAnnotation',
  approved: 'ApprovedAnnotation',
}

/** The condition of a definition in a protected group; undefined for all others. */
export function approvalOf({ metadata, spec }: CustomResourceDefinition): Condition | undefined {
  if (!isProtectedGroup(spec.group)) return undefined
  const { state, message } = approvalState(metadata.annotations?.[approvalAnnotation])
  const status = state === 'approved' ? 'True' : 'False'
  return { type: 'KubernetesAPIApprovalPolicyConformant', status, reason: reasons[state], message }
}
