import { hasReason } from '@knarr/machinery'

/** Runs a write that keeps something in a namespace; that it is there already, or the namespace leaving, is fine. */
export async function tolerateLeaving(write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const isFine = (['AlreadyExists', 'NotFound', 'Forbidden'] as const).some((reason) =>
      hasReason(error, reason),
    )
    if (!isFine) throw error
  }
}
