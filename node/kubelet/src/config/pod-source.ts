import type { Pod } from '@knarr/api/core/v1'
import type { Informer } from '@knarr/client'

/** The pods a node is to run, wherever they come from. */
export type PodSource = Pick<Informer<Pod>, 'addHandler' | 'list' | 'get'>

/** How static pods and their mirrors are told apart: upstream's annotations. */
export const configSourceAnnotation = 'kubernetes.io/config.source'
export const configHashAnnotation = 'kubernetes.io/config.hash'
export const configSeenAnnotation = 'kubernetes.io/config.seen'
export const configMirrorAnnotation = 'kubernetes.io/config.mirror'

/** Whether the pod only shows a static pod to the API. */
export function isMirrorPod({ metadata }: Pod): boolean {
  return metadata.annotations?.[configMirrorAnnotation] !== undefined
}

/** What a mirror is of: the hash of its static pod. */
export function mirrorHashOf({ metadata }: Pod): string | undefined {
  return metadata.annotations?.[configMirrorAnnotation]
}
