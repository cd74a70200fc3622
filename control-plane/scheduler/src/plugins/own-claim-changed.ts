import { claimNamesOf } from '@knarr/controller'
import type { QueueingHint } from '../framework/cluster-event.ts'

/** A claim matters to the pods that stand on it. */
export const ownClaimChanged: QueueingHint = {
  on: ['claimChange'],
  mayHelp: (pod, { claim }) =>
    claim !== undefined &&
    claim.namespace === pod.metadata.namespace &&
    claimNamesOf(pod).includes(claim.name),
}
