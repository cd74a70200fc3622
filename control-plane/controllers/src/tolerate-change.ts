import { hasReason } from '@knarr/machinery'

/** Does what may come to nothing since the object changed or went: its event brings the controller back. */
export async function tolerateChange(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!hasReason(error, 'NotFound') && !hasReason(error, 'Conflict')) throw error
  }
}
