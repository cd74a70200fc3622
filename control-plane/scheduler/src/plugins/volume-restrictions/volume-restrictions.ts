import { type Pod, persistentVolumeClaims } from '@knarr/api/core/v1'
import type { Lister } from '@knarr/client'
import { claimNamesOf } from '@knarr/controller'
import type { StateKey } from '../../framework/cycle-state.ts'
import type { Plugin, Snapshot } from '../../framework/plugin.ts'
import { skip, unresolvable, unschedulable } from '../../framework/status.ts'
import { ownClaimChanged } from '../own-claim-changed.ts'

/** Claims only one pod may use, and how many pods use one of them. */
interface ExclusiveClaims {
  readonly names: ReadonlySet<string>
  users: number
}

const exclusiveClaims: StateKey<ExclusiveClaims> = {
  name: 'VolumeRestrictions',
  copy: (claims) => ({ ...claims }),
}

const taken = unschedulable(
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
)

/**
 * Keeps a claim of mode ReadWriteOncePod to one pod. What upstream's plugin has for volumes of single
 * clouds is left out: no such volume can be mounted.
 */
export const volumeRestrictions: Plugin = {
  name: 'VolumeRestrictions',
  resources: [persistentVolumeClaims],
  events: [
    {
      on: ['assignedPodDelete'],
      mayHelp: (pod, event) => event.pod !== undefined && sharesClaim(pod, event.pod),
    },
    ownClaimChanged,
  ],

  preFilter({ pod }, { state, snapshot, handle }) {
    const names = exclusiveNames(pod, handle.lister)
    if (typeof names === 'string') return { status: unresolvable(names) }
    const users = names.size === 0 ? 0 : countUsers(names, pod, snapshot)
    if (users === 0) return { status: skip }
    state.write(exclusiveClaims, { names, users })
    return undefined
  },

  filter(_info, _node, { state }) {
    return state.read(exclusiveClaims)?.users ? taken : undefined
  },

  addPod({ pod }, added, _node, { state }) {
    count(state.read(exclusiveClaims), { pod, other: added.pod, by: 1 })
  },

  removePod({ pod }, removed, _node, { state }) {
    count(state.read(exclusiveClaims), { pod, other: removed.pod, by: -1 })
  },
}

function exclusiveNames(pod: Pod, lister: Lister): ReadonlySet<string> | string {
  const names = new Set<string>()
  for (const { persistentVolumeClaim: source } of pod.spec.volumes ?? []) {
    if (!source) continue
    const key = { namespace: pod.metadata.namespace ?? '', name: source.claimName }
    const claim = lister.get(persistentVolumeClaims, key)
    if (!claim) return `persistentvolumeclaim "${source.claimName}" not found`
    if (claim.spec.accessModes?.includes('ReadWriteOncePod')) names.add(source.claimName)
  }
  return names
}

function countUsers(names: ReadonlySet<string>, pod: Pod, { nodes }: Snapshot): number {
  let users = 0
  for (const { pods } of nodes) for (const other of pods.values()) if (uses(other.pod, pod, names)) users++
  return users
}

function uses(other: Pod, { metadata }: Pod, names: ReadonlySet<string>): boolean {
  return (
    other.metadata.namespace === metadata.namespace && claimNamesOf(other).some((name) => names.has(name))
  )
}

function count(
  claims: ExclusiveClaims | undefined,
  { pod, other, by }: { readonly pod: Pod; readonly other: Pod; readonly by: 1 | -1 },
): void {
  if (claims && uses(other, pod, claims.names)) claims.users += by
}

function sharesClaim(pod: Pod, other: Pod): boolean {
  return uses(other, pod, new Set(claimNamesOf(pod)))
}
