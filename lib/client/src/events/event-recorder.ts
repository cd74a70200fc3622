import type { KubeObject } from '@knarr/machinery'

/** Tells users what happened to an object; never fails and never blocks its caller. */
export interface EventRecorder {
  /**
   * Records a core/v1 Event about `object`. Repeats are counted into one Event as client-go's
   * correlator does. `fieldPath` points into the object: `spec.containers{web}`.
   */
  event(
    object: KubeObject,
    event: { type: 'Normal' | 'Warning'; reason: string; message: string; fieldPath?: string },
  ): void
}
