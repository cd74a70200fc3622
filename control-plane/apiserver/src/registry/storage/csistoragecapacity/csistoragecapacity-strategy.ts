import { type CSIStorageCapacity, csiStorageCapacities } from '@knarr/api/storage/v1'
import { dns1123SubdomainErrors, type FieldError } from '@knarr/machinery'
import { validateNonNegativeQuantity } from '../../core/resource-list/quantity-validation.ts'
import { immutable, requiredWith } from '../../meta/field-check.ts'
import { validateLabelSelector } from '../../meta/label-selector-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { column, tableOf } from '../../table/table-of.ts'

export const csiStorageCapacityStrategy: Strategy<CSIStorageCapacity> = strategyOf<CSIStorageCapacity>({
  resource: csiStorageCapacities,
  bumpsGeneration: null,
  allowUnconditionalUpdate: false,
  validate: validateCapacity,
  validateUpdate: (object, old) => [
    ...validateCapacity(object),
    ...immutable('nodeTopology', object.nodeTopology, old.nodeTopology),
    ...immutable('storageClassName', object.storageClassName, old.storageClassName),
  ],
  table: tableOf(
    [column('StorageClassName', 'The class the room is for.'), column('Capacity', 'How much room there is.')],
    (object) => [object.storageClassName, object.capacity ?? '<unset>'],
  ),
})

function validateCapacity(object: CSIStorageCapacity): FieldError[] {
  const amounts = (['capacity', 'maximumVolumeSize'] as const).flatMap((key) => {
    const amount = object[key]
    return amount === undefined ? [] : validateNonNegativeQuantity(key, amount)
  })
  return [
    ...validateLabelSelector('nodeTopology', object.nodeTopology),
    ...requiredWith('storageClassName', object.storageClassName, dns1123SubdomainErrors),
    ...amounts,
  ]
}
