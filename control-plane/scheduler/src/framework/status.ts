/** What a plugin says of a pod (and a node); undefined stands for success. */
export interface Status {
  readonly code: StatusCode
  readonly reasons: readonly string[]
}

export type StatusCode = 'unschedulable' | 'unschedulableAndUnresolvable' | 'error' | 'skip'

/** A status and the plugin that gave it. */
export interface Rejection {
  readonly status: Status
  readonly plugin: string
}

/** It does not fit now; removing other pods might help. */
export function unschedulable(...reasons: string[]): Status {
  return { code: 'unschedulable', reasons }
}

/** It does not fit, and removing other pods cannot change that. */
export function unresolvable(...reasons: string[]): Status {
  return { code: 'unschedulableAndUnresolvable', reasons }
}

/** The plugin has nothing to do for this pod: its filter or score is left out for this cycle. */
export const skip: Status = { code: 'skip', reasons: [] }
