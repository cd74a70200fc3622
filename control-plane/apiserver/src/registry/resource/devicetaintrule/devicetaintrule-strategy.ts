import { type DeviceTaintRule, deviceTaintRules } from '@knarr/api/resource/v1beta2'
import { type FieldError, labelValueErrors, required, timestamp } from '@knarr/machinery'
import { invalidFor, oneOf } from '../../meta/field-check.ts'
import { validateLabelKey } from '../../meta/label-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'

const effects = ['NoExecute', 'NoSchedule', 'None']

export const deviceTaintRuleStrategy: Strategy<DeviceTaintRule> = strategyOf<DeviceTaintRule>({
  resource: deviceTaintRules,
  prepareForCreate: (rule, { clock }) => {
    rule.status = {}
    if (rule.spec?.taint) rule.spec.taint.timeAdded ??= timestamp(clock.now())
  },
  validate: validateRule,
})

function validateRule({ spec }: DeviceTaintRule): FieldError[] {
  if (!spec?.taint) return [required('spec.taint')]
  const { key, value = '', effect } = spec.taint
  return [
    ...validateLabelKey('spec.taint.key', key ?? ''),
    ...invalidFor('spec.taint.value', value, labelValueErrors(value)),
    ...oneOf('spec.taint.effect', effect, effects),
  ]
}
