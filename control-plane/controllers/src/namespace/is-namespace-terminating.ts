import { hasReason } from '@knarr/machinery'

/** Creating in a namespace that is going away is bound to fail and not worth a retry. */
export function isNamespaceTerminating(error: unknown): boolean {
  return (
    hasReason(error, 'Forbidden') &&
    (error.status.details?.causes ?? []).some(({ reason }) => reason === 'NamespaceTerminating')
  )
}
