import { type RuntimeClass, runtimeClasses } from '@knarr/api/node/v1'
import { dns1123LabelErrors, type FieldError } from '@knarr/machinery'
import { validateTolerations } from '../../core/pod/scheduling-validation.ts'
import { validateNonNegativeQuantity } from '../../core/resource-list/quantity-validation.ts'
import { validateContainerResourceName } from '../../core/resource-list/resource-name-validation.ts'
import { immutable, requiredWith } from '../../meta/field-check.ts'
import { validateLabels } from '../../meta/label-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

export const runtimeClassStrategy: Strategy<RuntimeClass> = strategyOf<RuntimeClass>({
  resource: runtimeClasses,
  bumpsGeneration: null,
  validate: validateRuntimeClass,
  validateUpdate: (object, old) => immutable('handler', object.handler, old.handler),
  table: tableOf([column('Handler', 'What the container runtime calls it.'), ageColumn], (object, nowMs) => [
    object.handler,
    ageOf(object, nowMs),
  ]),
})

function validateRuntimeClass({ handler, overhead, scheduling }: RuntimeClass): FieldError[] {
  return [
    ...requiredWith('handler', handler, dns1123LabelErrors),
    ...Object.entries(overhead?.podFixed ?? {}).flatMap(([name, amount]) => [
      ...validateContainerResourceName(`overhead.podFixed[${name}]`, name),
      ...validateNonNegativeQuantity(`overhead.podFixed[${name}]`, amount),
    ]),
    ...validateLabels('scheduling.nodeSelector', scheduling?.nodeSelector),
    ...validateTolerations(scheduling?.tolerations, 'scheduling.tolerations'),
  ]
}
