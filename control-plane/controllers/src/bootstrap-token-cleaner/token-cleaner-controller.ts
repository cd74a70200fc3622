import { bootstrapTokenOf } from '@knarr/api'
import { secrets } from '@knarr/api/core/v1'
import type { Controller } from '@knarr/controller'
import { controllerNames } from '../controller-names.ts'
import { tolerateChange } from '../tolerate-change.ts'
import { bootstrapTokenType } from '../well-known.ts'

const tokenNamespace = 'kube-system'

/** Deletes bootstrap tokens that are over. */
export function tokenCleanerController(): Controller {
  return {
    name: controllerNames.tokenCleaner,
    watches: secrets,

    async reconcile(key, { client, lister, clock }) {
      const secret = key.namespace === tokenNamespace ? lister.get(secrets, key) : undefined
      if (secret?.type !== bootstrapTokenType) return undefined
      const { expiresAt, hasExpired } = bootstrapTokenOf(secret)
      if (expiresAt === undefined) return undefined
      if (!hasExpired(clock.now())) return { requeueAfterMs: expiresAt - clock.now() }
      const preconditions = { uid: secret.metadata.uid }
      await tolerateChange(() => client.delete(secrets, key, { preconditions }))
      return undefined
    },
  }
}
