/** What a plugin says of a pod (and a node); undefined stands for success. */
export interface Status {
  readonly code: 'unschedulable' | 'unschedulableAndUnresolvable' | 'error' | 'wait' | 'skip'
  readonly reasons: readonly string[]
  /** The plugin that said so. */
  readonly plugin?: string
}

/** It does not fit now; removing other pods might help. */
export function unschedulable(...reasons: string[]): Status {
  return { code: 'unschedulable', reasons }
}

/** It does not fit, and removing other pods cannot change that. */
export function unresolvable(...reasons: string[]): Status {
  return { code: 'unschedulableAndUnresolvable', reasons }
}
