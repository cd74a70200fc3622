import type { Resource } from '@knarr/api'
import { customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import { type StorageVersionMigration, storageVersionMigrations } from '@knarr/api/storagemigration/v1beta1'
import { type Controller, isConditionTrue, type ReconcileContext } from '@knarr/controller'
import { StatusError, timestamp } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { migratedResource } from './migrated-resource.ts'
import { rewriteObjects } from './rewrite-objects.ts'

type Outcome = 'Running' | 'Succeeded' | 'Failed'

const reasons: Readonly<Record<Outcome, string>> = {
  Running: 'StorageVersionMigrationInProgress',
  Succeeded: 'StorageVersionMigrationSucceeded',
  Failed: 'StorageVersionMigrationFailed',
}

/** A definition that was just made may not be served yet. */
const patienceMs = 60_000
const retryMs = 1_000

/**
 * Carries out StorageVersionMigrations: every object of the resource is written again. One that was cut off begins
 * anew. After upstream's storage-version-migrator-controller.
 */
export function storageVersionMigratorController(): Controller {
  return {
    name: controllerNames.storageVersionMigrator,
    watches: storageVersionMigrations,
    reads: [customResourceDefinitions],

    async reconcile(key, context) {
      const migration = context.lister.get(storageVersionMigrations, key)
      if (!migration || isOver(migration)) return undefined
      const resource = migratedResource(migration.spec.resource, context.lister)
      if (resource) {
        await migrate(migration, resource, context)
        return undefined
      }
      const createdMs = Date.parse(migration.metadata.creationTimestamp ?? '')
      if (context.clock.now() - createdMs < patienceMs) return { requeueAfterMs: retryMs }
      await judge(migration, 'Failed', 'resource does not exist in discovery', context)
      return undefined
    },
  }
}

/** Whether it has come to an end, good or bad. */
function isOver({ status }: StorageVersionMigration): boolean {
  return isConditionTrue(status?.conditions, 'Succeeded') || isConditionTrue(status?.conditions, 'Failed')
}

async function migrate(
  migration: StorageVersionMigration,
  resource: Resource,
  context: ReconcileContext,
): Promise<void> {
  const { client, signal } = context
  let current = migration
  try {
    await rewriteObjects(resource, {
      ...{ client, signal, fieldManager: controllerNames.storageVersionMigrator },
      async onListed(resourceVersion) {
        current = await judge(withRevision(current, resourceVersion), 'Running', '', context)
      },
    })
  } catch (error) {
    if (signal.aborted || !(error instanceof StatusError)) throw error
    // Whoever wrote the migration meanwhile is heard first.
    if (error.status.details?.kind === storageVersionMigrations.plural) throw error
    await judge(current, 'Failed', error.message, context)
    return
  }
  await judge(current, 'Succeeded', '', context)
}

function withRevision(migration: StorageVersionMigration, resourceVersion: string): StorageVersionMigration {
  return { ...migration, status: { ...migration.status, resourceVersion } }
}

/** Writes how it stands. What was running is not any more once it is over. */
async function judge(
  migration: StorageVersionMigration,
  outcome: Outcome,
  message: string,
  { client, clock }: ReconcileContext,
): Promise<StorageVersionMigration> {
  const { conditions = [], ...status } = migration.status ?? {}
  const changed = { lastTransitionTime: timestamp(clock.now()), reason: reasons[outcome], message }
  const kept = conditions
    .filter(({ type }) => type !== outcome)
    .map((each) => (each.type === 'Running' ? { ...each, ...changed, status: 'False' } : each))
  const next = { ...status, conditions: [...kept, { type: outcome, status: 'True', ...changed }] }
  return await client.updateStatus(storageVersionMigrations, { ...migration, status: next })
}
