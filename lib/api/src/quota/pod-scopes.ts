import { requirementOf, selectorOfRequirements } from '@knarr/machinery'
import type { Pod, PodAffinityTerm, ScopedResourceSelectorRequirement } from '../core/v1/api.generated.ts'

/** Whether a pod is in a scope of a quota. */
export function isPodInScope(
  pod: Pod,
  { scopeName, operator, values }: ScopedResourceSelectorRequirement,
): boolean {
  switch (scopeName) {
    case 'Terminating':
      return isTerminating(pod)
    case 'NotTerminating':
      return !isTerminating(pod)
    case 'BestEffort':
      return isBestEffort(pod)
    case 'NotBestEffort':
      return !isBestEffort(pod)
    case 'PriorityClass':
      return hasPriorityClass(pod, operator, values ?? [])
    case 'CrossNamespacePodAffinity':
      return affinityTerms(pod).some((term) => term.namespaces?.length || term.namespaceSelector)
    default:
      return false
  }
}

function isTerminating({ spec }: Pod): boolean {
  return (spec.activeDeadlineSeconds ?? -1) >= 0
}

function isBestEffort({ spec, status }: Pod): boolean {
  if (status?.qosClass) return status.qosClass === 'BestEffort'
  const all = [spec, ...spec.containers, ...(spec.initContainers ?? [])]
  return all.every(({ resources }) =>
    [resources?.requests, resources?.limits].every(
      (list) => list?.cpu === undefined && list?.memory === undefined,
    ),
  )
}

const operators: Readonly<Record<string, Parameters<typeof requirementOf>[1]>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
}

function hasPriorityClass({ spec }: Pod, operator: string, values: string[]): boolean {
  const name = spec.priorityClassName
  if (operator === 'Exists') return Boolean(name)
  const selector = selectorOfRequirements([
    requirementOf('PriorityClass', operators[operator] ?? 'exists', values),
  ])
  return selector.matches(name ? { PriorityClass: name } : {})
}

function affinityTerms({ spec }: Pod): PodAffinityTerm[] {
  return [spec.affinity?.podAffinity, spec.affinity?.podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((each) => each.podAffinityTerm),
  ])
}
