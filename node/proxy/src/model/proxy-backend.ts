import type { ServiceChange } from '../changes/change-tracker.ts'
import type { Topology } from './categorize-endpoints.ts'

/** What writes the services of one IP family to where traffic finds them. */
export interface ProxyBackend {
  /**
   * Brings that to where the services are: by what changed, or, at first, after `invalidate` and after an error, as a
   * whole. What could not be written is written by the next call.
   */
  sync(changes: readonly ServiceChange[], topology: Topology): Promise<{ readonly isFull: boolean }>
  /** Makes the next `sync` one of the whole. */
  invalidate(): void
  /** Removes what a proxy in this mode made, in whichever process, and nothing else. */
  cleanup(): Promise<void>
  /** Ends what runs between syncs; what was written stays. */
  stop?(): Promise<void>
}
