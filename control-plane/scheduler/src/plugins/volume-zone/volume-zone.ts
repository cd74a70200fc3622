import {
  type PersistentVolume,
  type Pod,
  persistentVolumeClaims,
  persistentVolumes,
} from '@knarr/api/core/v1'
import type { Lister } from '@knarr/client'
import { claimNamesOf } from '@knarr/controller'
import type { StateKey } from '../../framework/cycle-state.ts'
import type { Plugin } from '../../framework/plugin.ts'
import { skip, unresolvable } from '../../framework/status.ts'

/** A label of a volume, and the values of it that a node may have: `a__b` on a volume stands for both. */
interface ZoneNeed {
  readonly key: string
  readonly values: ReadonlySet<string>
}

const zoneNeeds: StateKey<readonly ZoneNeed[]> = { name: 'VolumeZone' }

/** The labels of a place, older names with the newer that means the same. */
const newerNames: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
}
const placeLabels = [...Object.keys(newerNames), ...Object.values(newerNames)]

const conflict = unresolvable('node(s) had no available volume zone')

/** Sends pods to the zones and regions that their bound volumes are labelled with (upstream's VolumeZone). */
export const volumeZone: Plugin = {
  name: 'VolumeZone',
  resources: [persistentVolumes, persistentVolumeClaims],
  events: [{ on: ['nodeAdd', 'nodeLabel', 'claimChange', 'volumeChange', 'storageClassChange'] }],

  preFilter({ pod }, { state, handle }) {
    const needs = volumesOf(pod, handle.lister).flatMap(needsOf)
    if (needs.length === 0) return { status: skip }
    state.write(zoneNeeds, needs)
    return undefined
  },

  filter(_, { node: { metadata } }, { state }) {
    const { labels = {} } = metadata
    if (!placeLabels.some((key) => labels[key] !== undefined)) return undefined
    const isMet = ({ key, values }: ZoneNeed): boolean => {
      const value = labels[key] ?? labels[newerNames[key] ?? '']
      return value !== undefined && values.has(value)
    }
    return state.read(zoneNeeds)?.every(isMet) === false ? conflict : undefined
  },
}

function volumesOf(pod: Pod, lister: Lister): readonly PersistentVolume[] {
  const { namespace = '' } = pod.metadata
  return claimNamesOf(pod)
    .map((name) => lister.get(persistentVolumeClaims, { namespace, name })?.spec.volumeName)
    .map((name) => (name ? lister.get(persistentVolumes, { namespace: '', name }) : undefined))
    .filter((volume) => volume !== undefined)
}

function needsOf({ metadata }: PersistentVolume): readonly ZoneNeed[] {
  return placeLabels.flatMap((key) => {
    const text = metadata.labels?.[key]
    return text === undefined ? [] : [{ key, values: new Set(text.split('__')) }]
  })
}
