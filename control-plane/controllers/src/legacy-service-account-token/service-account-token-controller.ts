import { type Secret, type ServiceAccount, secrets, serviceAccounts } from '@knarr/api/core/v1'
import type { Controller, ReconcileContext } from '@knarr/controller'
import { hasReason, keyOf, keyText } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { filledSecret, isOwner, isReferred, type TokenOwner, tokenOwnerOf } from './token-secret.ts'

export interface TokenSigning {
  /** The cluster's CA bundle in PEM. */
  rootCa(): Promise<string>
  /** A JWT of these claims, by the key of service accounts. */
  signToken(claims: object): string
}

/** Fills secrets of type `kubernetes.io/service-account-token`, and deletes them with their account. */
export function serviceAccountTokenController(signing: TokenSigning): Controller {
  /** Of secrets that are gone, whose they were. */
  const gone = new Map<string, TokenOwner>()
  return {
    name: controllerNames.serviceAccountToken,
    watches: secrets,
    reads: [serviceAccounts],

    setup({ informer, lister, enqueue }) {
      informer(secrets).addHandler({
        onDelete(secret) {
          const owner = tokenOwnerOf(secret)
          if (owner) gone.set(keyText(keyOf(secret)), owner)
        },
      })
      informer(serviceAccounts).addHandler({
        onDelete(account) {
          for (const secret of lister.list(secrets, account.metadata.namespace)) {
            const owner = tokenOwnerOf(secret)
            if (owner && isOwner(account, owner)) enqueue(keyOf(secret))
          }
        },
      })
    },

    async reconcile(key, context) {
      const secret = context.lister.get(secrets, key)
      const formerOwner = gone.get(keyText(key))
      if (secret) await fillOrDelete(secret, signing, context)
      else if (formerOwner) await forget(key.name, formerOwner, context)
      gone.delete(keyText(key))
      return undefined
    },
  }
}

type World = Pick<ReconcileContext, 'client' | 'lister'>

async function fillOrDelete(secret: Secret, signing: TokenSigning, world: World): Promise<void> {
  const { client } = world
  const owner = tokenOwnerOf(secret)
  if (!owner || secret.metadata.deletionTimestamp) return
  const account = await accountOf(owner, world)
  const preconditions = { uid: secret.metadata.uid }
  if (!account) return tolerateChange(() => client.delete(secrets, keyOf(secret), { preconditions }))
  const source = { rootCa: await signing.rootCa(), sign: signing.signToken }
  const filled = filledSecret(secret, account, source)
  if (filled !== secret) await tolerateChange(() => client.update(secrets, filled))
}

/** Asks the server where the account is not known, as it may be newer than its secret is here. */
async function accountOf(owner: TokenOwner, { client, lister }: World): Promise<ServiceAccount | undefined> {
  const known = lister.get(serviceAccounts, owner)
  if (known && isOwner(known, owner)) return known
  try {
    const found = await client.get(serviceAccounts, owner)
    return isOwner(found, owner) ? found : undefined
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined
    throw error
  }
}

/** Removes what an account says of a secret that is gone. */
async function forget(secretName: string, owner: TokenOwner, world: World): Promise<void> {
  const account = await accountOf(owner, world)
  if (!account || !isReferred(account, secretName)) return
  const kept = account.secrets?.filter(({ name }) => name !== secretName) ?? []
  await world.client.update(serviceAccounts, { ...account, secrets: kept })
}

/** What is gone needs nothing more, and what has changed is looked at again anyway. */
async function tolerateChange(write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (!hasReason(error, 'NotFound') && !hasReason(error, 'Conflict')) throw error
  }
}
