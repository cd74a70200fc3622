import { type DeviceClass, deviceClasses } from '@knarr/api/resource/v1'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, tableOf } from '../../table/table-of.ts'
import { validateSelectors } from '../resourceclaim/claim-validation.ts'

export const deviceClassStrategy: Strategy<DeviceClass> = strategyOf<DeviceClass>({
  resource: deviceClasses,
  defaults: (object) => {
    object.spec ??= {}
  },
  validate: ({ spec }) => validateSelectors(spec.selectors, 'spec.selectors'),
  table: tableOf([ageColumn], (object, nowMs) => [ageOf(object, nowMs)]),
})
