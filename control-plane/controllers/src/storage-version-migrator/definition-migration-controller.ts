import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import { type StorageVersionMigration, storageVersionMigrations } from '@knarr/api/storagemigration/v1beta1'
import { type Controller, controllerRef, isConditionTrue, type ReconcileContext } from '@knarr/controller'
import { hasReason } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'

/** Which state of the definition a migration is for. */
const generationAnnotation = 'knarr.io/definition-generation'

/**
 * Has the objects of a custom resource migrated when another version is stored from now on, and takes the versions
 * that nothing is kept in any more from `status.storedVersions`. A migration that failed stays, and says why; once it is
 * deleted it is tried again.
 */
export function definitionMigrationController(): Controller {
  return {
    name: controllerNames.definitionMigration,
    watches: customResourceDefinitions,
    owns: [storageVersionMigrations],

    async reconcile(key, context) {
      const definition = context.lister.get(customResourceDefinitions, key)
      if (!definition || definition.metadata.deletionTimestamp) return undefined
      if (!isConditionTrue(definition.status?.conditions, 'Established')) return undefined
      const mine = context.lister
        .list(storageVersionMigrations)
        .filter(({ metadata }) =>
          metadata.ownerReferences?.some(({ uid }) => uid === definition.metadata.uid),
        )
      await step(definition, mine, context)
      return undefined
    },
  }
}

async function step(
  definition: CustomResourceDefinition,
  mine: readonly StorageVersionMigration[],
  context: ReconcileContext,
): Promise<void> {
  const wanted = (definition.status?.storedVersions ?? []).length > 1 ? generationOf(definition) : undefined
  const current = mine.find((each) => each.metadata.annotations?.[generationAnnotation] === wanted)
  // What was migrated before the definition changed says nothing about what was written since.
  const outdated = mine.filter((each) => each !== current)
  await Promise.all(outdated.map((each) => remove(each, context)))
  if (wanted === undefined) return
  if (!current) await start(definition, wanted, context)
  else if (isConditionTrue(current.status?.conditions, 'Succeeded')) await prune(definition, context)
}

function generationOf({ metadata }: CustomResourceDefinition): string {
  return String(metadata.generation ?? 0)
}

async function start(
  definition: CustomResourceDefinition,
  generation: string,
  { client }: ReconcileContext,
): Promise<void> {
  const { group, names } = definition.spec
  const name = `${definition.metadata.name}-${generation}`
  try {
    await client.create(storageVersionMigrations, {
      metadata: {
        name,
        annotations: { [generationAnnotation]: generation },
        ownerReferences: [controllerRef(definition, customResourceDefinitions)],
      },
      spec: { resource: { group, resource: names.plural } },
    })
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error
  }
}

/** With the revision the definition was judged by: one that has changed since is judged again. */
async function prune(
  definition: CustomResourceDefinition,
  { client, events }: ReconcileContext,
): Promise<void> {
  const stored = definition.spec.versions.find(({ storage }) => storage)?.name ?? ''
  const status = { ...definition.status, storedVersions: [stored] } as CustomResourceDefinition['status']
  await client.updateStatus(customResourceDefinitions, { ...definition, ...(status ? { status } : {}) })
  const message = `All objects are stored as ${stored}`
  events.event(definition, { type: 'Normal', reason: eventReasons.storageVersionMigrated, message })
}

async function remove({ metadata }: StorageVersionMigration, { client }: ReconcileContext): Promise<void> {
  const { name, uid } = metadata
  try {
    await client.delete(storageVersionMigrations, { namespace: '', name }, { preconditions: { uid } })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
}
