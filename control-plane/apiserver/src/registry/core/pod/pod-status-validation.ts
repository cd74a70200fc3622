import type { ContainerStatus, Pod } from '@knarr/api/core/v1'
import {
  dns1123SubdomainErrors,
  duplicate,
  type FieldError,
  forbiddenField,
  ipErrors,
} from '@knarr/machinery'
import { each, immutable, invalidFor } from '../../meta/field-check.ts'

/** Upstream's `ValidatePodStatusUpdate`. */
export function validatePodStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const nominated = pod.status?.nominatedNodeName
  const isMoved = pod.spec.nodeName !== old.spec.nodeName
  const before = old.status?.qosClass
  return [
    ...(isMoved ? [forbiddenField('status.nodeName', 'may not be changed directly')] : []),
    ...(nominated
      ? invalidFor('status.nominatedNodeName', nominated, dns1123SubdomainErrors(nominated))
      : []),
    ...(before ? immutable('status.qosClass', pod.status?.qosClass, before) : []),
    ...validateRevival(pod, old, 'containerStatuses'),
    ...validateRevival(pod, old, 'initContainerStatuses'),
    ...validatePodIps(pod),
  ]
}

/** A container that will not be restarted stays terminated. */
function validateRevival(
  pod: Pod,
  old: Pod,
  key: 'containerStatuses' | 'initContainerStatuses',
): FieldError[] {
  const policy = pod.spec.restartPolicy
  if (policy === 'Always' || (policy === 'OnFailure' && key === 'initContainerStatuses')) return []
  const after = new Map(pod.status?.[key]?.map((status) => [status.name, status]))
  return each(`status.${key}`, old.status?.[key], (status: ContainerStatus, at) => {
    const ended = status.state?.terminated
    if (!ended || (policy === 'OnFailure' && ended.exitCode !== 0) || restartsItself(pod, status.name))
      return []
    const current = after.get(status.name)
    if (!current || current.state?.terminated) return []
    return [forbiddenField(`${at}.state`, 'may not be transitioned to non-terminated state')]
  })
}

function restartsItself(pod: Pod, name: string): boolean {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const container = containers.find((candidate) => candidate.name === name)
  return container?.restartPolicy === 'Always' || (container?.restartPolicyRules ?? []).length > 0
}

function validatePodIps(pod: Pod): FieldError[] {
  const seen = new Set<string>()
  return each('status.podIPs', pod.status?.podIPs, ({ ip }, at) => {
    const errors = invalidFor(at, ip, ipErrors(ip))
    if (seen.has(ip)) errors.push(duplicate(at, ip))
    seen.add(ip)
    return errors
  })
}
