import type { DaemonSetStatus } from '@knarr/api/apps/v1'
import { isReady } from '../pod/pod-state.ts'
import { type DaemonView, isUpdated } from './daemon-view.ts'
import { isAvailableIn } from './plan-daemons.ts'

/** What the set's status is to say; without `observedGeneration` that is left as it was. */
export function daemonSetStatus(
  view: DaemonView,
  { collisionCount, observedGeneration }: Pick<DaemonSetStatus, 'collisionCount' | 'observedGeneration'>,
): DaemonSetStatus {
  const wanted = view.nodes.filter(({ shouldRun }) => shouldRun)
  const pods = wanted.flatMap((node) => node.pods[0] ?? [])
  const misplaced = view.nodes.filter((node) => !node.shouldRun && node.pods.length > 0)
  const available = pods.filter((pod) => isAvailableIn(pod, view)).length
  const known = view.set.status
  return {
    ...(known?.conditions ? { conditions: known.conditions } : {}),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    observedGeneration: observedGeneration ?? known?.observedGeneration ?? 0,
    desiredNumberScheduled: wanted.length,
    currentNumberScheduled: pods.length,
    numberMisscheduled: misplaced.length,
    numberReady: pods.filter(isReady).length,
    ...unlessZero('updatedNumberScheduled', pods.filter((pod) => isUpdated(pod, view)).length),
    ...unlessZero('numberAvailable', available),
    ...unlessZero('numberUnavailable', wanted.length - available),
  }
}

function unlessZero<K extends string>(key: K, count: number): { [key in K]?: number } {
  return count === 0 ? {} : ({ [key]: count } as { [key in K]: number })
}
