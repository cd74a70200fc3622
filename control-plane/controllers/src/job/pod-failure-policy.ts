import type {
  PodFailurePolicy,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyRule,
} from '@knarr/api/batch/v1'
import type { ContainerStatus, Pod } from '@knarr/api/core/v1'

/** What a policy says about a failed pod. */
export interface FailureVerdict {
  /** Of the first rule that matches; undefined if none does. */
  readonly action?: string
  /** Whether the failure counts towards the limits. */
  readonly counts: boolean
  /** Why the whole job fails, if it does. */
  readonly failJobMessage?: string
}

/** Upstream's `matchPodFailurePolicy`: without a policy, or a rule that matches, a failure counts. */
export function judgeFailure(policy: PodFailurePolicy | undefined, pod: Pod): FailureVerdict {
  for (const [index, rule] of (policy?.rules ?? []).entries()) {
    const cause = causeOf(rule, pod)
    if (cause === undefined) continue
    const { action } = rule
    if (action !== 'FailJob') return { action, counts: action !== 'Ignore' }
    return { action, counts: true, failJobMessage: `${cause} matching ${action} rule at index ${index}` }
  }
  return { counts: true }
}

function causeOf(rule: PodFailurePolicyRule, pod: Pod): string | undefined {
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`
  if (rule.onExitCodes) {
    const container = failedContainer(pod, rule.onExitCodes)
    if (!container) return undefined
    const { exitCode } = container.state?.terminated ?? {}
    return `Container ${container.name} for pod ${name} failed with exit code ${exitCode}`
  }
  const condition = pod.status?.conditions?.find(({ type, status }) =>
    rule.onPodConditions?.some((pattern) => pattern.type === type && (pattern.status ?? 'True') === status),
  )
  return condition ? `Pod ${name} has condition ${condition.type}` : undefined
}

function failedContainer(
  { status }: Pod,
  requirement: PodFailurePolicyOnExitCodesRequirement,
): ContainerStatus | undefined {
  const statuses = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]
  const { containerName, operator, values } = requirement
  return statuses.find(({ name, state }) => {
    const exitCode = state?.terminated?.exitCode
    if (!exitCode || (containerName !== undefined && containerName !== name)) return false
    return values.includes(exitCode) === (operator === 'In')
  })
}
