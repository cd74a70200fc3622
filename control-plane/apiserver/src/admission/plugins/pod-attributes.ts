import type { Container, EphemeralContainer, Pod, PodSpec } from '@knarr/api/core/v1'
import type { AdmissionAttributes } from '../admission-plugin.ts'

/** Whether a write is of pods themselves, not of one of their subresources. */
export function isOfPods({ resource, subresource }: AdmissionAttributes): boolean {
  return resource.plural === 'pods' && resource.group === '' && subresource === ''
}

export function isPodCreation(attributes: AdmissionAttributes): boolean {
  return attributes.operation === 'CREATE' && isOfPods(attributes)
}

/** The containers of a pod that are there from the start. */
export function startedContainersOf({ initContainers = [], containers = [] }: PodSpec): Container[] {
  return [...initContainers, ...containers]
}

/** Also those somebody added for a look. */
export function allContainersOf(spec: PodSpec): (Container | EphemeralContainer)[] {
  return [...startedContainersOf(spec), ...(spec.ephemeralContainers ?? [])]
}

/** Whether the pod only shows what a kubelet runs from a file. */
export function isMirrorPod({ metadata }: Pod): boolean {
  return metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined
}
