/**
 * - `Unreadable`: the directory cannot be made, read or written, or is no store.
 * - `Locked`: someone else has it open.
 * - `Full`: no room on the device.
 * - `Failed`: anything else; see `cause`.
 */
export type BackendErrorReason = 'Unreadable' | 'Locked' | 'Full' | 'Failed'

/** What a disk refused, in a sentence that names the directory. */
export class BackendError extends Error {
  readonly reason: BackendErrorReason

  constructor(reason: BackendErrorReason, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'BackendError'
    this.reason = reason
  }
}
