import { type Secret, secrets } from '@knarr/api/core/v1'
import type { Client, Logger } from '@knarr/client'
import { type Clock, keyOf } from '@knarr/machinery'

const lastUsed = 'kubernetes.io/legacy-token-last-used'
const dayMs = 86_400_000

/** Labels a secret with the day its token was used, at most once a day; a failure is only logged. */
export async function markTokenUsed(
  secret: Secret,
  { client, clock, logger }: { readonly client: Client; readonly clock: Clock; readonly logger: Logger },
): Promise<void> {
  const [today, tomorrow] = [dayOf(clock.now()), dayOf(clock.now() + dayMs)]
  const { uid, labels } = secret.metadata
  // Another server's clock may be ahead.
  if (labels?.[lastUsed] === today || labels?.[lastUsed] === tomorrow) return
  const patch = { metadata: { uid, labels: { [lastUsed]: today } } }
  try {
    await client.patch(secrets, keyOf(secret), { type: 'merge', patch })
  } catch (error) {
    logger.error('Failed to label a legacy service account token with the date of its use', {
      ...keyOf(secret),
      error,
    })
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
