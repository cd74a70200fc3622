import { type ReplicaSet, replicaSets } from '@knarr/api/apps/v1'
import type { FieldError } from '@knarr/machinery'
import { podSpecWarnings } from '../../core/pod/pod-warnings.ts'
import { setPodTemplateDefaults } from '../../core/pod-template/pod-template-defaults.ts'
import { immutable, nonNegative } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { scaleOf } from '../../workload/scale-of.ts'
import { validateRunningTemplate, validateWorkloadSelector } from '../../workload/workload-validation.ts'
import { replicaSetTable } from './replicaset-table.ts'

export const replicaSetStrategy: Strategy<ReplicaSet> = strategyOf<ReplicaSet>({
  resource: replicaSets,
  defaults: (set) => {
    set.spec ??= {} as ReplicaSet['spec']
    set.spec.replicas ??= 1
    if (set.spec.template) setPodTemplateDefaults(set.spec.template)
  },
  prepareForCreate: (set) => {
    set.status = { replicas: 0 }
  },
  validate: validateReplicaSet,
  validateUpdate: (set, old) => [
    ...validateReplicaSet(set),
    ...immutable('spec.selector', set.spec.selector, old.spec.selector),
  ],
  validateStatusUpdate: validateReplicaSetStatus,
  warnings: ({ spec }) => podSpecWarnings(spec.template?.spec ?? { containers: [] }, 'spec.template.spec'),
  selectableFields: (set) => ({ 'status.replicas': String(set.status?.replicas ?? 0) }),
  table: replicaSetTable,
  scale: scaleOf<ReplicaSet>(),
})

/** Upstream's `ValidateReplicaSetSpec`, which says `deployment` too. */
function validateReplicaSet({ spec }: ReplicaSet): FieldError[] {
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateWorkloadSelector(spec.selector, 'deployment', 'spec.selector'),
    ...validateRunningTemplate('ReplicaSet', spec.template, spec.selector, 'spec.template'),
  ]
}

function validateReplicaSetStatus({ status }: ReplicaSet): FieldError[] {
  const replicas = status?.replicas ?? 0
  const counts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const
  return counts.flatMap((key) => {
    const count = status?.[key] ?? 0
    const errors = nonNegative(`status.${key}`, count)
    const detail = 'cannot be greater than status.replicas'
    if (count > replicas) {
      errors.push({
        reason: 'FieldValueInvalid',
        field: `status.${key}`,
        body: `Invalid value: ${count}: ${detail}`,
      })
    }
    return errors
  })
}
