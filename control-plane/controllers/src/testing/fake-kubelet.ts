import { type Pod, pods } from '@knarr/api/core/v1'
import type { Controller } from '@knarr/controller'
import { hasReason } from '@knarr/machinery'
import { isActive, isReady } from '../pod/pod-state.ts'
import { makeReady } from './objects.ts'

/** Makes each pod ready a while after it was made, unless its image says that it is broken. */
export function fakeKubelet(delayMs: (pod: Pod) => number = () => 1000): Controller {
  return {
    name: 'fake-kubelet',
    watches: pods,
    async reconcile(key, { client, clock, lister }) {
      const pod = lister.get(pods, key)
      if (!pod || !canStart(pod)) return undefined
      const waitMs = Date.parse(pod.metadata.creationTimestamp ?? '') + delayMs(pod) - clock.now()
      if (waitMs > 0) return { requeueAfterMs: waitMs }
      await makeReady(client, clock, pod).catch((error) => {
        if (!hasReason(error, 'NotFound')) throw error
      })
      return undefined
    },
  }
}

function canStart(pod: Pod): boolean {
  return isActive(pod) && !isReady(pod) && !pod.spec.containers[0]?.image?.startsWith('broken')
}
