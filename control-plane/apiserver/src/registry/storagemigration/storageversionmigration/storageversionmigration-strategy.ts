import { type StorageVersionMigration, storageVersionMigrations } from '@knarr/api/storagemigration/v1beta1'
import { immutable, requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { column, tableOf } from '../../table/table-of.ts'

export const storageVersionMigrationStrategy: Strategy<StorageVersionMigration> =
  strategyOf<StorageVersionMigration>({
    resource: storageVersionMigrations,
    bumpsGeneration: null,
    prepareForCreate: (migration) => {
      migration.status = {}
    },
    validate: ({ spec }) => requiredWith('spec.resource.resource', spec?.resource?.resource),
    validateUpdate: (migration, old) => immutable('spec', migration.spec, old.spec),
    table: tableOf([column('Resource', 'What is migrated.')], ({ spec }) => [
      spec.resource.group ? `${spec.resource.resource}.${spec.resource.group}` : spec.resource.resource,
    ]),
  })
