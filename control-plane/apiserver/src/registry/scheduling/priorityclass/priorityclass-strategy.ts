import { type PriorityClass, priorityClasses } from '@knarr/api/scheduling/v1'
import { deepEqual, type FieldError, forbiddenField } from '@knarr/machinery'
import { immutable, oneOf } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

const highestUserPriority = 1_000_000_000
const systemPrefix = 'system-'
const systemPriorities: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
}

export const priorityClassStrategy: Strategy<PriorityClass> = strategyOf<PriorityClass>({
  resource: priorityClasses,
  defaults: (object) => {
    object.preemptionPolicy ??= 'PreemptLowerPriority'
  },
  bumpsGeneration: (object, old) =>
    !deepEqual({ ...object, metadata: undefined }, { ...old, metadata: undefined }),
  validate: validatePriorityClass,
  validateUpdate: (object, old) => [
    ...((object.value ?? 0) === (old.value ?? 0)
      ? []
      : [forbiddenField('value', 'may not be changed in an update.')]),
    ...immutable('preemptionPolicy', object.preemptionPolicy, old.preemptionPolicy),
  ],
  table: tableOf(
    [
      column('Value', 'The priority.', 'integer'),
      column('Global-Default', 'Whether pods without a class are of this one.', 'boolean'),
      ageColumn,
      column('PreemptionPolicy', 'Whether pods of the class push others out.'),
    ],
    (object, nowMs) => [
      object.value ?? 0,
      object.globalDefault ?? false,
      ageOf(object, nowMs),
      object.preemptionPolicy ?? '',
    ],
  ),
})

function validatePriorityClass({ metadata, value = 0, preemptionPolicy }: PriorityClass): FieldError[] {
  const errors: FieldError[] = []
  if (metadata.name?.startsWith(systemPrefix)) {
    if (systemPriorities[metadata.name] !== value) {
      const detail = `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${whyReserved(metadata.name, value)}`
      errors.push(forbiddenField('metadata.name', detail))
    }
  } else if (value > highestUserPriority) {
    errors.push(
      forbiddenField('value', `maximum allowed value of a user defined priority is ${highestUserPriority}`),
    )
  }
  return [...errors, ...oneOf('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never'])]
}

function whyReserved(name: string, value: number): string {
  const known = systemPriorities[name]
  if (known === undefined) return `${name} is not a known system priority class`
  return `value of ${name} PriorityClass must be ${known}, got ${value}`
}
