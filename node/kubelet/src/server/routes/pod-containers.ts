import type { Pod } from '@knarr/api/core/v1'
import { notFound } from '@knarr/machinery'
import type { PodManager } from '../../config/pod-manager.ts'

/** The names of all that a pod may run. */
export function containersOf({ spec }: Pod): string[] {
  const all = [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])]
  return all.map(({ name }) => name)
}

/** Refuses a pod there is not, and one whose name another has taken. @throws StatusError NotFound */
export function requirePod(pods: PodManager, params: Readonly<Record<string, string>>): void {
  const { namespace = '', pod: name = '', uid } = params
  const pod = pods.get({ namespace, name })
  if (!pod || (uid !== undefined && pod.metadata.uid !== uid)) {
    throw notFound({ group: '', plural: 'pods' }, name)
  }
}
