import type { PodSpec, ResourceRequirements } from '@knarr/api/core/v1'
import { quantityOf } from '../resource-list/quantity-validation.ts'

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

/** How well a pod is protected from eviction: upstream's `ComputePodQOS`. */
export function qosClassOf(spec: PodSpec): QosClass {
  const all = spec.resources
    ? [spec.resources]
    : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources }) => resources ?? {})
  if (all.every((resources) => !hasAmount(resources.requests) && !hasAmount(resources.limits)))
    return 'BestEffort'
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable'
}

const computed = ['cpu', 'memory'] as const

function hasAmount(amounts: Readonly<Record<string, string>> | undefined): boolean {
  return computed.some((name) => isPositive(amounts?.[name]))
}

function isPositive(text: string | undefined): boolean {
  return (quantityOf(text)?.sign ?? 0) > 0
}

function isGuaranteed({ limits, requests }: ResourceRequirements): boolean {
  return computed.every((name) => {
    const limit = quantityOf(limits?.[name])
    const request = quantityOf(requests?.[name] ?? limits?.[name])
    return limit !== undefined && request !== undefined && limit.sign > 0 && limit.equals(request)
  })
}
