import { type PriorityLevelConfiguration, priorityLevelConfigurations } from '@knarr/api/flowcontrol/v1'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '@knarr/machinery'
import { nonNegative } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

type Spec = PriorityLevelConfiguration['spec']

export const priorityLevelConfigurationStrategy: Strategy<PriorityLevelConfiguration> =
  strategyOf<PriorityLevelConfiguration>({
    resource: priorityLevelConfigurations,
    defaults: ({ spec }) => {
      if (spec) setDefaults(spec)
    },
    prepareForCreate: (level) => {
      level.status = {}
    },
    validate: validateLevel,
    table: tableOf(
      [
        column('Type', 'Whether requests are limited at all.'),
        column('NominalConcurrencyShares', 'Its share of the seats.'),
        column('Queues', 'How many queues there are.'),
        column('HandSize', 'How many of them a flow is dealt.'),
        column('QueueLengthLimit', 'How many requests wait in one.'),
        ageColumn,
      ],
      (level, nowMs) => {
        const { limited, type } = level.spec
        const queuing = limited?.limitResponse?.queuing
        return [
          type,
          limited?.nominalConcurrencyShares ?? '<none>',
          queuing?.queues ?? '<none>',
          queuing?.handSize ?? '<none>',
          queuing?.queueLengthLimit ?? '<none>',
          ageOf(level, nowMs),
        ]
      },
    ),
  })

function setDefaults(spec: Spec): void {
  if (spec.exempt || spec.type === 'Exempt') {
    spec.exempt ??= {}
    spec.exempt.nominalConcurrencyShares ??= 0
    spec.exempt.lendablePercent ??= 0
  }
  if (!spec.limited) return
  spec.limited.nominalConcurrencyShares ??= 30
  spec.limited.lendablePercent ??= 0
  const queuing = spec.limited.limitResponse?.queuing
  if (!queuing) return
  queuing.handSize ||= 8
  queuing.queues ||= 64
  queuing.queueLengthLimit ||= 50
}

function validateLevel({ metadata, spec }: PriorityLevelConfiguration): FieldError[] {
  if ((metadata.name === 'exempt') !== (spec.type === 'Exempt')) {
    const detail = "type must be 'Exempt' if and only if name is 'exempt'"
    return [invalid('spec.type', spec.type, detail)]
  }
  if (spec.type === 'Exempt') {
    return spec.limited ? [forbiddenField('spec.limited', 'must be nil if the type is not Limited')] : []
  }
  if (spec.type !== 'Limited') return [notSupported('spec.type', spec.type, ['Exempt', 'Limited'])]
  if (!spec.limited) return [required('spec.limited', 'must not be empty when type is Limited')]
  return validateLimited(spec.limited, 'spec.limited')
}

function validateLimited(limited: NonNullable<Spec['limited']>, field: string): FieldError[] {
  const { limitResponse, lendablePercent = 0, borrowingLimitPercent } = limited
  const errors = nonNegative(`${field}.nominalConcurrencyShares`, limited.nominalConcurrencyShares)
  if (lendablePercent < 0 || lendablePercent > 100) {
    errors.push(invalid(`${field}.lendablePercent`, lendablePercent, 'must be between 0 and 100, inclusive'))
  }
  if (borrowingLimitPercent !== undefined)
    errors.push(...nonNegative(`${field}.borrowingLimitPercent`, borrowingLimitPercent))
  const at = `${field}.limitResponse`
  switch (limitResponse?.type) {
    case 'Reject':
      if (limitResponse.queuing)
        errors.push(
          forbiddenField(`${at}.queuing`, 'must be nil if limited.limitResponse.type is not Limited'),
        )
      return errors
    case 'Queue':
      if (!limitResponse.queuing)
        errors.push(required(`${at}.queuing`, 'must not be empty if limited.limitResponse.type is Limited'))
      return [...errors, ...validateQueuing(limitResponse.queuing ?? {}, `${at}.queuing`)]
    default:
      return [...errors, notSupported(`${at}.type`, limitResponse?.type ?? '', ['Queue', 'Reject'])]
  }
}

function validateQueuing(
  {
    queues = 64,
    handSize = 8,
    queueLengthLimit = 50,
  }: NonNullable<NonNullable<Spec['limited']>['limitResponse']>['queuing'] & object,
  field: string,
): FieldError[] {
  const errors: FieldError[] = []
  if (queueLengthLimit <= 0)
    errors.push(invalid(`${field}.queueLengthLimit`, queueLengthLimit, 'must be positive'))
  if (queues <= 0) errors.push(invalid(`${field}.queues`, queues, 'must be positive'))
  if (handSize <= 0) errors.push(invalid(`${field}.handSize`, handSize, 'must be positive'))
  if (handSize > queues) {
    errors.push(invalid(`${field}.handSize`, handSize, `should not be greater than queues (${queues})`))
  }
  return errors
}
