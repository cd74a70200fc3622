import { type CSIDriver, csiDrivers } from '@knarr/api/storage/v1'
import { type FieldError, invalid, required } from '@knarr/machinery'
import { validateCsiDriverName } from '../../core/pod/volume-validation.ts'
import { each, immutable, optionalOneOf } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

export const csiDriverStrategy: Strategy<CSIDriver> = strategyOf<CSIDriver>({
  resource: csiDrivers,
  bumpsGeneration: null,
  allowUnconditionalUpdate: false,
  defaults: (driver) => {
    driver.spec ??= {}
    const { spec } = driver
    spec.attachRequired ??= true
    spec.podInfoOnMount ??= false
    spec.storageCapacity ??= false
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType'
    if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent']
    spec.requiresRepublish ??= false
    spec.seLinuxMount ??= false
  },
  validate: validateCsiDriver,
  validateUpdate: (driver, old) => [
    ...validateCsiDriver(driver),
    ...immutable('spec.attachedRequired', driver.spec.attachRequired, old.spec.attachRequired),
    ...immutable(
      'spec.volumeLifecycleModes',
      driver.spec.volumeLifecycleModes,
      old.spec.volumeLifecycleModes,
    ),
  ],
  table: tableOf(
    [
      column('AttachRequired', 'Whether volumes are attached before they are mounted.', 'boolean'),
      column('PodInfoOnMount', 'Whether the driver is told of the pod.', 'boolean'),
      column('StorageCapacity', 'Whether the scheduler asks how much room there is.', 'boolean'),
      column('TokenRequests', 'The audiences of the tokens the driver is given.'),
      column('RequiresRepublish', 'Whether volumes are published again and again.', 'boolean'),
      column('Modes', 'The kinds of volumes it serves.'),
      ageColumn,
    ],
    (driver, nowMs) => {
      const { spec } = driver
      return [
        spec.attachRequired ?? true,
        spec.podInfoOnMount ?? false,
        spec.storageCapacity ?? false,
        spec.tokenRequests ? spec.tokenRequests.map(({ audience }) => audience).join(',') : '<unset>',
        spec.requiresRepublish ?? false,
        (spec.volumeLifecycleModes ?? []).join(','),
        ageOf(driver, nowMs),
      ]
    },
  ),
})

const minTokenSeconds = 600

function validateCsiDriver({ metadata, spec }: CSIDriver): FieldError[] {
  const audiences = new Set<string>()
  return [
    ...validateCsiDriverName(metadata.name, 'metadata.name'),
    ...(spec.attachRequired === undefined ? [required('spec.attachedRequired')] : []),
    ...(spec.podInfoOnMount === undefined ? [required('spec.podInfoOnMount')] : []),
    ...optionalOneOf('spec.fsGroupPolicy', spec.fsGroupPolicy, ['File', 'None', 'ReadWriteOnceWithFSType']),
    ...each('spec.volumeLifecycleModes', spec.volumeLifecycleModes, (mode) =>
      optionalOneOf('spec.volumeLifecycleModes', mode, ['Ephemeral', 'Persistent']),
    ),
    ...each('spec.tokenRequests', spec.tokenRequests, ({ audience, expirationSeconds }, at) => {
      const errors: FieldError[] = []
      if (audiences.has(audience)) {
        errors.push({
          reason: 'FieldValueDuplicate',
          field: `${at}.audience`,
          body: `Duplicate value: "${audience}"`,
        })
      }
      audiences.add(audience)
      if (expirationSeconds !== undefined && expirationSeconds < minTokenSeconds) {
        const detail = 'may not specify a duration less than 10 minutes'
        errors.push(invalid(`${at}.expirationSeconds`, expirationSeconds, detail))
      }
      return errors
    }),
  ]
}
