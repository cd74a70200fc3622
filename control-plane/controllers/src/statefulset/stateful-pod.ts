import { type StatefulSet, statefulSets } from '@knarr/api/apps/v1'
import type { Pod, Volume } from '@knarr/api/core/v1'
import type { Draft } from '@knarr/machinery'
import { podFromTemplate } from '../pod/pod-from-template.ts'
import { labels } from '../well-known.ts'

/** The number at the end of a pod's name; undefined if it is no name this set gives. */
export function ordinalOf({ metadata }: StatefulSet, pod: Pod): number | undefined {
  const prefix = `${metadata.name}-`
  const { name } = pod.metadata
  const digits = name.slice(prefix.length)
  return name.startsWith(prefix) && /^(0|[1-9]\d*)$/.test(digits) ? Number(digits) : undefined
}

export function podNameOf({ metadata }: StatefulSet, ordinal: number): string {
  return `${metadata.name}-${ordinal}`
}

export function startOrdinal({ spec }: StatefulSet): number {
  return spec.ordinals?.start ?? 0
}

export function claimNameOf(template: { readonly name: string }, set: StatefulSet, ordinal: number): string {
  return `${template.name}-${podNameOf(set, ordinal)}`
}

/** The name of the revision a pod was made from. */
export function revisionOf({ metadata }: Pod): string | undefined {
  return metadata.labels?.[labels.controllerRevisionHash]
}

export function identityLabels(set: StatefulSet, ordinal: number): Record<string, string> {
  return { [labels.statefulSetPodName]: podNameOf(set, ordinal), [labels.podIndex]: String(ordinal) }
}

/** The set's pod of one ordinal, with the name, labels, hostname and claims that stay the same whenever it is made. */
export function statefulPod(set: StatefulSet, ordinal: number, revision: string): Draft<Pod> {
  const draft = podFromTemplate(set, statefulSets, set.spec.template)
  const name = podNameOf(set, ordinal)
  return {
    ...draft,
    metadata: {
      ...draft.metadata,
      name,
      labels: {
        ...draft.metadata.labels,
        ...identityLabels(set, ordinal),
        [labels.controllerRevisionHash]: revision,
      },
    },
    spec: {
      ...draft.spec,
      hostname: name,
      ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
      ...volumesOf(set, ordinal, draft.spec.volumes),
    },
  }
}

/** Volumes of claim templates take the place of others with their name. */
function volumesOf(
  set: StatefulSet,
  ordinal: number,
  others: readonly Volume[] = [],
): { volumes?: Volume[] } {
  const claimed = (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => ({
    name: metadata.name,
    persistentVolumeClaim: { claimName: claimNameOf(metadata, set, ordinal), readOnly: false },
  }))
  const left = others.filter(({ name }) => !claimed.some((volume) => volume.name === name))
  const volumes = [...claimed, ...left]
  return volumes.length > 0 ? { volumes } : {}
}
