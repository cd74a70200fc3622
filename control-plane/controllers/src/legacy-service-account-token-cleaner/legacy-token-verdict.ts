import type { Secret } from '@knarr/api/core/v1'

export const invalidSinceLabel = 'kubernetes.io/legacy-token-invalid-since'
const lastUsedLabel = 'kubernetes.io/legacy-token-last-used'

export type LegacyTokenVerdict = 'keep' | 'invalidate' | 'delete'

/** What is to become of a token that was made for an account, and that nothing mounts. */
export function legacyTokenVerdict(
  { metadata }: Secret,
  { nowMs, periodMs }: { readonly nowMs: number; readonly periodMs: number },
): LegacyTokenVerdict {
  const limitMs = nowMs - periodMs
  if (Date.parse(metadata.creationTimestamp ?? '') >= limitMs) return 'keep'
  const { [lastUsedLabel]: lastUsed, [invalidSinceLabel]: invalidSince = '' } = metadata.labels ?? {}
  // A label nobody understands does not say that the token is unused.
  if (lastUsed !== undefined && (!isDay(lastUsed) || lastUsed >= dayOf(limitMs))) return 'keep'
  if (!isDay(invalidSince)) return 'invalidate'
  return invalidSince >= dayOf(limitMs) ? 'keep' : 'delete'
}

/** `2026-01-31`, in UTC. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}
