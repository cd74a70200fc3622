import { type CronJob, cronJobs } from '@knarr/api/batch/v1'
import { type FieldError, invalid, notSupported } from '@knarr/machinery'
import { podSpecWarnings } from '../../core/pod/pod-warnings.ts'
import { setPodTemplateDefaults } from '../../core/pod-template/pod-template-defaults.ts'
import { invalidFor, nonNegative, oneOf, requiredWith } from '../../meta/field-check.ts'
import { subdomainName } from '../../meta/name-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { validateJobSpec } from '../job/job-validation.ts'
import { cronJobTable } from './cronjob-table.ts'
import { scheduleErrors, timeZoneErrors } from './schedule-validation.ts'

const maxNameLength = 52

export const cronJobStrategy: Strategy<CronJob> = strategyOf<CronJob>({
  resource: cronJobs,
  validateName: (name, isPrefix) => {
    const errors = subdomainName(name, isPrefix)
    return name.length > maxNameLength
      ? [...errors, `must be no more than ${maxNameLength} characters`]
      : errors
  },
  defaults: setCronJobDefaults,
  prepareForCreate: (job) => {
    job.status = {}
  },
  validate: validateCronJob,
  warnings: cronJobWarnings,
  table: cronJobTable,
})

function setCronJobDefaults(job: CronJob): void {
  job.spec ??= {} as CronJob['spec']
  const spec = job.spec
  spec.concurrencyPolicy ||= 'Allow'
  spec.suspend ??= false
  spec.successfulJobsHistoryLimit ??= 3
  spec.failedJobsHistoryLimit ??= 1
  spec.jobTemplate ??= {}
  spec.jobTemplate.metadata ??= {}
  spec.jobTemplate.spec ??= { template: {} }
  spec.jobTemplate.spec.template ??= {}
  setPodTemplateDefaults(spec.jobTemplate.spec.template)
}

/** Upstream's `ValidateCronJobSpec`. */
function validateCronJob({ spec }: CronJob): FieldError[] {
  const template = spec.jobTemplate.spec ?? { template: {} }
  const errors = validateJobSpec(template, 'spec.jobTemplate.spec')
  const field = 'spec.jobTemplate.spec'
  if (template.selector)
    errors.push(invalid(`${field}.selector`, template.selector, '`selector` will be auto-generated'))
  if (template.manualSelector) errors.push(notSupported(`${field}.manualSelector`, true, ['nil', 'false']))
  return [
    ...requiredWith(
      'spec.schedule',
      spec.schedule,
      (schedule) => zoneInSchedule(schedule) ?? scheduleErrors(schedule),
    ),
    ...nonNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds),
    ...validateTimeZone(spec.timeZone, 'spec.timeZone'),
    ...oneOf('spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']),
    ...errors,
    ...nonNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit),
    ...nonNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit),
  ]
}

function zoneInSchedule(schedule: string): string[] | undefined {
  if (!schedule.includes('TZ')) return undefined
  return ['cannot use TZ or CRON_TZ in schedule, use timeZone field instead']
}

function validateTimeZone(zone: string | undefined, field: string): FieldError[] {
  if (zone === undefined) return []
  if (zone === '') return [invalid(field, zone, 'timeZone must be nil or non-empty string')]
  return invalidFor(field, zone, timeZoneErrors(zone))
}

function cronJobWarnings({ metadata, spec }: CronJob): string[] {
  const warnings = podSpecWarnings(
    spec.jobTemplate.spec?.template.spec ?? { containers: [] },
    'spec.jobTemplate.spec.template.spec',
  )
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(metadata.name)) {
    warnings.push(
      'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended',
    )
  }
  return warnings
}
