import type { Pod } from '@knarr/api/core/v1'
import { forbidden } from '@knarr/machinery'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import { isPodCreation } from '../pod-attributes.ts'

const hostname = 'kubernetes.io/hostname'

/** Pods may keep others off a node, but off nothing larger. */
export const limitPodHardAntiAffinityTopology: AdmissionPlugin = {
  name: 'LimitPodHardAntiAffinityTopology',

  handles: isPodCreation,

  validate({ resource, name, object }) {
    const { affinity } = (object as Pod).spec
    const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
    const other = terms.find(({ topologyKey }) => topologyKey !== hostname)
    if (!other) return
    throw forbidden(
      resource,
      name,
      `affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey ${other.topologyKey} but only key ${hostname} is allowed`,
    )
  },
}
