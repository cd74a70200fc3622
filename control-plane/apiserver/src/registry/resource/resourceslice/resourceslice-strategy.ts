import { type ResourceSlice, resourceSlices } from '@knarr/api/resource/v1'
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  duplicate,
  type FieldError,
  invalid,
  required,
  tooMany,
} from '@knarr/machinery'
import { validateCsiDriverName } from '../../core/pod/volume-validation.ts'
import { each, immutable, positive, requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

const maxDevices = 128

export const resourceSliceStrategy: Strategy<ResourceSlice> = strategyOf<ResourceSlice>({
  resource: resourceSlices,
  validate: validateSlice,
  validateUpdate: (slice, old) => [
    ...validateSlice(slice),
    ...(['driver', 'nodeName'] as const).flatMap((key) =>
      immutable(`spec.${key}`, slice.spec[key], old.spec[key]),
    ),
    ...immutable('spec.pool.name', slice.spec.pool.name, old.spec.pool.name),
  ],
  selectableFields: ({ spec }) => ({ 'spec.nodeName': spec.nodeName ?? '', 'spec.driver': spec.driver }),
  table: tableOf(
    [
      column('Node', 'The node the devices are on.'),
      column('Driver', 'Who manages them.'),
      column('Pool', 'The pool they belong to.'),
      ageColumn,
    ],
    (slice, nowMs) => [
      slice.spec.allNodes ? '<unset>' : (slice.spec.nodeName ?? '<unset>'),
      slice.spec.driver,
      slice.spec.pool.name,
      ageOf(slice, nowMs),
    ],
  ),
})

function validateSlice({ spec }: ResourceSlice): FieldError[] {
  const places = [spec.nodeName, spec.nodeSelector, spec.allNodes, spec.perDeviceNodeSelection].filter(
    Boolean,
  ).length
  const kinds = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required'
  const devices = spec.devices ?? []
  const names = new Set<string>()
  const errors: FieldError[] = []
  if (places === 0) errors.push(required('spec', kinds))
  if (places > 1) errors.push(invalid('spec', '{}', kinds))
  if (devices.length > maxDevices) errors.push(tooMany('spec.devices', devices.length, maxDevices))
  return [
    ...validateCsiDriverName(spec.driver, 'spec.driver'),
    ...requiredWith('spec.pool.name', spec.pool?.name, (name) =>
      name.split('/').flatMap(dns1123SubdomainErrors),
    ),
    ...positive('spec.pool.resourceSliceCount', spec.pool?.resourceSliceCount ?? 0),
    ...errors,
    ...each('spec.devices', devices, ({ name }, at) => {
      const problems = requiredWith(`${at}.name`, name, dns1123LabelErrors)
      if (names.has(name)) problems.push(duplicate(`${at}.name`, name))
      names.add(name)
      return problems
    }),
  ]
}
