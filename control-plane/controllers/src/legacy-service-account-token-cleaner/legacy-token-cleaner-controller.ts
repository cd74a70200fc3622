import { secretNamesOf } from '@knarr/api'
import { configMaps, pods, type Secret, secrets, serviceAccounts } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import type { Controller, ReconcileContext } from '@knarr/controller'
import { hasReason, keyOf } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { isOwner, isReferred, tokenOwnerOf } from '../legacy-service-account-token/token-secret.ts'
import { dayOf, invalidSinceLabel, legacyTokenVerdict } from './legacy-token-verdict.ts'

const dayMs = 86_400_000
/** Says since when the API server labels secrets with the use of their tokens. */
const tracking = { namespace: 'kube-system', name: 'kube-apiserver-legacy-service-account-token-tracking' }

/** Marks tokens that were made for accounts and not used for `periodMs` as invalid, and deletes them as much later. */
export function legacyTokenCleanerController(periodMs: number): Controller {
  return {
    name: controllerNames.legacyTokenCleaner,
    watches: secrets,
    reads: [serviceAccounts, pods],
    workers: 1,

    async reconcile(key, context) {
      const secret = context.lister.get(secrets, key)
      if (!secret || !tokenOwnerOf(secret) || secret.metadata.deletionTimestamp) return undefined
      const nowMs = context.clock.now()
      const verdict = isUnwanted(secret, context) ? legacyTokenVerdict(secret, { nowMs, periodMs }) : 'keep'
      if (verdict === 'keep' || nowMs < (await trackedSince(context.client)) + periodMs)
        return { requeueAfterMs: dayMs }
      await (verdict === 'invalidate' ? invalidate(secret, context) : deleteSecret(secret, context))
      return { requeueAfterMs: dayMs }
    },
  }
}

/** Made for an account, as nobody else lists it there, and mounted by no pod. */
function isUnwanted(secret: Secret, { lister }: Pick<ReconcileContext, 'lister'>): boolean {
  const { name, namespace } = secret.metadata
  const owner = tokenOwnerOf(secret)
  const account = owner && lister.get(serviceAccounts, owner)
  if (!account || !isOwner(account, owner) || !isReferred(account, name)) return false
  return !lister.list(pods, namespace).some(({ spec }) => secretNamesOf(spec).includes(name))
}

/** The end of the day from which on uses were seen. */
async function trackedSince(client: Client): Promise<number> {
  const since = (await client.get(configMaps, tracking)).data?.['since'] ?? ''
  const startMs = Date.parse(since)
  if (Number.isNaN(startMs)) throw new Error(`error parsing trackedSince time: ${JSON.stringify(since)}`)
  return startMs + dayMs
}

async function invalidate(
  secret: Secret,
  { client, clock }: Pick<ReconcileContext, 'client' | 'clock'>,
): Promise<void> {
  const labels = { [invalidSinceLabel]: dayOf(clock.now()) }
  const patch = { metadata: { uid: secret.metadata.uid, labels } }
  await client.patch(secrets, keyOf(secret), { type: 'merge', patch })
}

async function deleteSecret(secret: Secret, { client }: Pick<ReconcileContext, 'client'>): Promise<void> {
  const { resourceVersion } = secret.metadata
  try {
    await client.delete(secrets, keyOf(secret), { preconditions: { resourceVersion } })
  } catch (error) {
    if (!hasReason(error, 'NotFound') && !hasReason(error, 'Conflict')) throw error
  }
}
