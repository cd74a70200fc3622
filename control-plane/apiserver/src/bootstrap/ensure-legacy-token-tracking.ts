import { configMaps } from '@knarr/api/core/v1'
import { createClient, createIfMissing, type Transport } from '@knarr/client'
import type { Clock } from '@knarr/machinery'

const key = { namespace: 'kube-system', name: 'kube-apiserver-legacy-service-account-token-tracking' }

/** Says since which day the use of tokens in secrets is seen; one that says what is no day is corrected. */
export async function ensureLegacyTokenTracking(transport: Transport, clock: Clock): Promise<void> {
  const client = createClient(transport)
  const data = { since: new Date(clock.now()).toISOString().slice(0, 10) }
  await createIfMissing(client, configMaps, { metadata: { ...key }, data })
  const found = await client.get(configMaps, key)
  if (isDay(found.data?.['since'] ?? '')) return
  await client.update(configMaps, { ...found, data: { ...found.data, ...data } })
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}
