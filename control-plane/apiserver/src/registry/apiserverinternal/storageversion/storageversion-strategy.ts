import { type StorageVersion, storageVersions } from '@knarr/api/apiserverinternal/v1alpha1'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { firstThree } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

export const storageVersionStrategy: Strategy<StorageVersion> = strategyOf<StorageVersion>({
  resource: storageVersions,
  bumpsGeneration: null,
  defaults: (version) => {
    version.spec ??= {}
  },
  prepareForCreate: (version) => {
    version.status = {}
  },
  table: tableOf(
    [
      column('CommonEncodingVersion', 'The version all servers write.'),
      column('StorageVersions', 'The version each server writes.'),
      ageColumn,
    ],
    (version, nowMs) => [
      version.status?.commonEncodingVersion ?? '<unset>',
      firstThree(
        (version.status?.storageVersions ?? []).map(
          ({ apiServerID, encodingVersion }) => `${apiServerID}=${encodingVersion}`,
        ),
      ),
      ageOf(version, nowMs),
    ],
  ),
})
