import { type DaemonSet, daemonSets } from '@knarr/api/apps/v1'
import { deepEqual, type FieldError, invalid, notSupported, required } from '@knarr/machinery'
import { podSpecWarnings } from '../../core/pod/pod-warnings.ts'
import { setPodTemplateDefaults } from '../../core/pod-template/pod-template-defaults.ts'
import { immutable, nonNegative } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import {
  isZero,
  validateAtMostAll,
  validateIntOrPercent,
  validateRunningTemplate,
  validateWorkloadSelector,
} from '../../workload/workload-validation.ts'
import { daemonSetTable } from './daemonset-table.ts'

export const daemonSetStrategy: Strategy<DaemonSet> = strategyOf<DaemonSet>({
  resource: daemonSets,
  defaults: setDaemonSetDefaults,
  prepareForCreate: (set) => {
    set.status = {
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 0,
      numberReady: 0,
    }
    setTemplateGeneration(set, 1)
  },
  prepareForUpdate: (set, old) => {
    const generation = Number(old.metadata.annotations?.[templateGeneration] ?? 0)
    const isSame = deepEqual(set.spec.template, old.spec.template)
    if (generation > 0 || !isSame) setTemplateGeneration(set, isSame ? generation : generation + 1)
  },
  validate: validateDaemonSet,
  validateUpdate: (set, old) => [
    ...validateDaemonSet(set),
    ...immutable('spec.selector', set.spec.selector, old.spec.selector),
  ],
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec ?? { containers: [] }, 'spec.template.spec'),
  table: daemonSetTable,
})

/** Where apps/v1 shows how often the template was changed. */
const templateGeneration = 'deprecated.daemonset.template.generation'

function setTemplateGeneration({ metadata }: DaemonSet, generation: number): void {
  metadata.annotations = { ...metadata.annotations, [templateGeneration]: String(generation) }
}

function setDaemonSetDefaults(set: DaemonSet): void {
  set.spec ??= {} as DaemonSet['spec']
  const spec = set.spec
  spec.template ??= {}
  setPodTemplateDefaults(spec.template)
  spec.updateStrategy ??= {}
  spec.updateStrategy.type ||= 'RollingUpdate'
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {}
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0
  }
  spec.revisionHistoryLimit ??= 10
}

/** Upstream's `ValidateDaemonSetSpec`. */
function validateDaemonSet({ spec }: DaemonSet): FieldError[] {
  return [
    ...validateWorkloadSelector(spec.selector, 'daemonset', 'spec.selector'),
    ...validateRunningTemplate('DaemonSet', spec.template, spec.selector, 'spec.template'),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateUpdateStrategy(spec.updateStrategy ?? {}, 'spec.updateStrategy'),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
  ]
}

function validateUpdateStrategy(
  strategy: NonNullable<DaemonSet['spec']['updateStrategy']>,
  field: string,
): FieldError[] {
  const { type, rollingUpdate } = strategy
  if (type === 'OnDelete') return []
  if (type !== 'RollingUpdate') return [notSupported(field, strategy, ['RollingUpdate', 'OnDelete'])]
  if (!rollingUpdate) return [required(`${field}.rollingUpdate`)]
  const { maxSurge, maxUnavailable } = rollingUpdate
  const at = `${field}.rollingUpdate`
  const errors = [
    ...validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`),
    ...validateIntOrPercent(maxSurge, `${at}.maxSurge`),
    ...validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`),
    ...validateAtMostAll(maxSurge, `${at}.maxSurge`),
  ]
  if (!isZero(maxUnavailable) && !isZero(maxSurge)) {
    errors.push(invalid(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'))
  }
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    errors.push(required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'))
  }
  return errors
}
