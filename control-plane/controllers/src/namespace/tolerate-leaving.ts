import { hasReason } from '@knarr/machinery'
import { isNamespaceTerminating } from './is-namespace-terminating.ts'

/** Runs a write that keeps something in a namespace; that it is there already, or the namespace leaving, is fine. */
export async function tolerateLeaving(write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const isFine =
      hasReason(error, 'AlreadyExists') || hasReason(error, 'NotFound') || isNamespaceTerminating(error)
    if (!isFine) throw error
  }
}
