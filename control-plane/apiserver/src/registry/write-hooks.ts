import type { KubeObject } from '@knarr/machinery'
import type { Operation } from './operation.ts'

/**
 * Follows the writes of a resource whose strategy takes something for its objects while it prepares them
 * (cluster IPs, node ports), so that it is given back: upstream's `finish` functions and `AfterDelete`.
 */
export interface WriteHooks {
  /** The write went through: gives back what only `old` held. `object` is undefined once it is gone. */
  finish(object: KubeObject | undefined, old: KubeObject | undefined): void
  /** The write came to nothing: gives back what was taken for `object`. */
  abandon(object: KubeObject, old: KubeObject | undefined): void
}

/** Runs one attempt to write with the resource's hooks after it; `isWritten` tells whether it came to something. */
export async function followedByHooks<T>(
  { resource }: Operation,
  { object, old }: { readonly object: KubeObject; readonly old: KubeObject | undefined },
  attempt: { write(): Promise<T>; isWritten(result: T): boolean },
): Promise<T> {
  const { hooks } = resource
  if (!hooks) return attempt.write()
  let isWritten = false
  try {
    const result = await attempt.write()
    isWritten = attempt.isWritten(result)
    return result
  } finally {
    if (isWritten) hooks.finish(object, old)
    else hooks.abandon(object, old)
  }
}
