import type { Resource } from '@knarr/api'
import { type Client, getIfThere } from '@knarr/client'
import { hasReason, type KubeObject, keyOf } from '@knarr/machinery'
import { controllerOf, controllerRef } from './controller-of.ts'

export interface ClaimOptions<T extends KubeObject> {
  readonly client: Client
  /** Who claims, and what kind it is. */
  readonly owner: KubeObject
  readonly ownerKind: Resource
  /** What is claimed. */
  readonly resource: Resource<T>
  /** Objects that may be ours: in the owner's namespace, whatever their labels. */
  readonly candidates: readonly T[]
  readonly selects: (object: T) => boolean
  /**
   * Reads the owner afresh from the API before the first adoption; undefined if it is gone. The default
   * reads by name. Nothing is adopted if that has another uid or is being deleted.
   */
  readonly freshOwner?: () => Promise<KubeObject | undefined>
  /** What adopted objects get besides their owner. */
  readonly adoptionFinalizers?: readonly string[]
}

/**
 * Settles which candidates belong to the owner (client-go's ControllerRefManager): matching orphans are
 * adopted, owned ones that no longer match are released, and what belongs to others is left alone.
 * Returns what is owned now; throws the first error once every candidate had its turn.
 */
export async function claimObjects<T extends KubeObject>(options: ClaimOptions<T>): Promise<T[]> {
  const canAdopt = once(() => assertMayAdopt(options))
  const outcomes = await Promise.allSettled(
    options.candidates.map((object) => claim(options, object, canAdopt)),
  )
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
  return outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' && outcome.value ? [outcome.value] : [],
  )
}

async function claim<T extends KubeObject>(
  options: ClaimOptions<T>,
  object: T,
  canAdopt: () => Promise<void>,
): Promise<T | undefined> {
  const { owner, selects } = options
  const controller = controllerOf(object)
  if (controller) {
    if (controller.uid !== owner.metadata.uid) return undefined
    if (selects(object)) return object
    if (!owner.metadata.deletionTimestamp) await release(options, object)
    return undefined
  }
  if (owner.metadata.deletionTimestamp || object.metadata.deletionTimestamp || !selects(object))
    return undefined
  await canAdopt()
  return adopt(options, object)
}

type Hands<T extends KubeObject> = Pick<
  ClaimOptions<T>,
  'client' | 'owner' | 'ownerKind' | 'resource' | 'adoptionFinalizers'
>

/** Makes the owner the controller of `object`; undefined if that is gone meanwhile. */
export async function adopt<T extends KubeObject>(hands: Hands<T>, object: T): Promise<T | undefined> {
  const { client, owner, ownerKind, resource, adoptionFinalizers: finalizers } = hands
  const ownerReferences = [controllerRef(owner, ownerKind)]
  const { uid } = object.metadata
  const patch = { metadata: { ownerReferences, uid, ...(finalizers ? { finalizers } : {}) } }
  try {
    return await client.patch(resource, keyOf(object), { type: 'strategic', patch })
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined
    throw error
  }
}

/** Takes the owner's reference off `object`; one that is gone, or is another by now, is no error. */
export async function release<T extends KubeObject>(
  { client, owner, resource }: Omit<Hands<T>, 'ownerKind'>,
  object: T,
): Promise<void> {
  const ownerReferences = [{ $patch: 'delete', uid: owner.metadata.uid }]
  const patch = { metadata: { ownerReferences, uid: object.metadata.uid } }
  try {
    await client.patch(resource, keyOf(object), { type: 'strategic', patch })
  } catch (error) {
    if (!hasReason(error, 'NotFound') && !hasReason(error, 'Invalid')) throw error
  }
}

async function assertMayAdopt<T extends KubeObject>(options: ClaimOptions<T>): Promise<void> {
  const { client, owner, ownerKind } = options
  const key = keyOf(owner)
  const read = options.freshOwner ?? (() => getIfThere(client, ownerKind, key))
  const fresh = await read()
  const name = `${ownerKind.kind} ${key.namespace}/${key.name}`
  if (fresh?.metadata.uid !== owner.metadata.uid) {
    throw new Error(
      `original ${name} is gone: got uid ${fresh?.metadata.uid ?? 'none'}, wanted ${owner.metadata.uid}`,
    )
  }
  if (fresh.metadata.deletionTimestamp) {
    throw new Error(`${name} has just been deleted at ${fresh.metadata.deletionTimestamp}`)
  }
}

function once(task: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined
  return () => {
    result ??= task()
    return result
  }
}
