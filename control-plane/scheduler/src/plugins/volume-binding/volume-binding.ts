import { persistentVolumeClaims, persistentVolumes } from '@knarr/api/core/v1'
import { storageClasses } from '@knarr/api/storage/v1'
import { claimNamesOf } from '@knarr/controller'
import type { StateKey } from '../../framework/cycle-state.ts'
import type { Plugin } from '../../framework/plugin.ts'
import { skip, unresolvable } from '../../framework/status.ts'
import { ownClaimChanged } from '../own-claim-changed.ts'
import { bindVolumes } from './bind-volumes.ts'
import { type NodeVolumes, nodeVolumes } from './node-volumes.ts'
import { type PodClaims, podClaims } from './pod-claims.ts'

interface VolumeState {
  readonly claims: PodClaims
  readonly byNode: Map<string, NodeVolumes>
}

const volumeState: StateKey<VolumeState> = {
  name: 'VolumeBinding',
  copy: ({ claims, byNode }) => ({ claims, byNode: new Map(byNode) }),
}

/** Sends pods where their volumes are, and has volumes bound or made where the pod goes (upstream's VolumeBinding). */
export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  resources: [persistentVolumes, persistentVolumeClaims, storageClasses],
  events: [{ on: ['nodeAdd', 'nodeLabel', 'volumeChange', 'storageClassChange'] }, ownClaimChanged],

  preFilter({ pod }, { state, handle }) {
    if (claimNamesOf(pod).length === 0) return { status: skip }
    const claims = podClaims(pod, handle.lister)
    if (typeof claims === 'string') return { status: unresolvable(claims) }
    if (claims.immediate.length > 0)
      return { status: unresolvable('pod has unbound immediate PersistentVolumeClaims') }
    state.write(volumeState, { claims, byNode: new Map() })
    return undefined
  },

  filter(_, { node, name }, { state, handle }) {
    const known = state.read(volumeState)
    if (!known || !node) return undefined
    const assumed = new Set(handle.assumedVolumes.keys())
    const found = nodeVolumes(known.claims, { node, lister: handle.lister, assumed })
    if (!('bindings' in found)) return unresolvable(...found)
    known.byNode.set(name, found)
    return undefined
  },

  reserve({ uid }, node, { state, handle }) {
    for (const { volume } of state.read(volumeState)?.byNode.get(node)?.bindings ?? [])
      handle.assumedVolumes.set(volume.metadata.name, uid)
    return undefined
  },

  unreserve({ uid }, _, { handle }) {
    letGo(handle.assumedVolumes, uid)
  },

  async preBind({ uid }, node, { state, handle }) {
    const volumes = state.read(volumeState)?.byNode.get(node)
    if (volumes) await bindVolumes(volumes, node, handle)
    letGo(handle.assumedVolumes, uid)
    return undefined
  },
}

function letGo(assumed: Map<string, string>, uid: string): void {
  for (const [volume, pod] of assumed) if (pod === uid) assumed.delete(volume)
}
