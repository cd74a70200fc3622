import type { Job, JobSpec, PodFailurePolicy } from '@knarr/api/batch/v1'
import {
  deepEqual,
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
  selectorOf,
  tooMany,
} from '@knarr/machinery'
import { validatePodTemplateSpec } from '../../core/pod-template/pod-template-validation.ts'
import { each, immutable, nonNegative, oneOf, optionalOneOf } from '../../meta/field-check.ts'
import { validateLabelSelector } from '../../meta/label-selector-validation.ts'
import { validateTemplateLabels } from '../../workload/workload-validation.ts'

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const
const maxRules = 20

/** Upstream's `ValidateJobSpec`. */
export function validateJob(job: Job): FieldError[] {
  const { spec } = job
  const labels = spec.template.metadata?.labels ?? {}
  const errors = [...validateGeneratedSelector(job), ...validateJobSpec(spec, 'spec')]
  if (!spec.selector) return [...errors, required('spec.selector')]
  return [
    ...errors,
    ...validateLabelSelector('spec.selector', spec.selector),
    ...validateTemplateLabels(spec.selector, labels, 'spec.template.metadata.labels'),
  ]
}

/** What a job's pods carry so that its selector finds them and those of no other. */
export function identityLabels({ uid = '', name }: Job['metadata']): Record<string, string> {
  return {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  }
}

/** Unless it is its author's own, the selector is the one by the job's identity. */
function validateGeneratedSelector({ metadata, spec }: Job): FieldError[] {
  if (spec.manualSelector || !spec.selector || validateLabelSelector('', spec.selector).length > 0) return []
  if (selectorOf(spec.selector).matches(identityLabels(metadata))) return []
  return [invalid('spec.selector', spec.selector, '`selector` not auto-generated')]
}

/** What a Job and the template of one in a CronJob have in common. */
export function validateJobSpec(spec: JobSpec, field: string): FieldError[] {
  return [
    ...counts.flatMap((key) => nonNegative(`${field}.${key}`, spec[key])),
    ...validateIndexed(spec, field),
    ...(spec.podFailurePolicy
      ? validateFailurePolicy(spec.podFailurePolicy, `${field}.podFailurePolicy`)
      : []),
    ...optionalOneOf(
      `${field}.podReplacementPolicy`,
      spec.podReplacementPolicy,
      spec.podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'],
    ),
    ...validatePodTemplateSpec(spec.template, `${field}.template`),
    ...validateRestartPolicy(spec, `${field}.template.spec.restartPolicy`),
  ]
}

function validateIndexed(spec: JobSpec, field: string): FieldError[] {
  const { completionMode, completions, parallelism = 0 } = spec
  const errors = optionalOneOf(`${field}.completionMode`, completionMode, ['NonIndexed', 'Indexed'])
  if (completionMode === 'Indexed') {
    if (completions === undefined) {
      errors.push(required(`${field}.completions`, 'when completion mode is Indexed'))
    }
    if (parallelism > 100_000) {
      const detail = 'must be less than or equal to 100000 when completion mode is Indexed'
      errors.push(invalid(`${field}.parallelism`, parallelism, detail))
    }
    return errors
  }
  if (errors.length > 0) return errors
  for (const key of ['backoffLimitPerIndex', 'maxFailedIndexes', 'successPolicy'] as const) {
    if (spec[key] === undefined) continue
    errors.push(invalid(`${field}.${key}`, spec[key], 'requires indexed completion mode'))
  }
  return errors
}

function validateRestartPolicy(spec: JobSpec, field: string): FieldError[] {
  const policy = spec.template.spec?.restartPolicy
  if (!policy || policy === 'Always') return [required(field, 'valid values: "OnFailure", "Never"')]
  if (policy !== 'OnFailure' && policy !== 'Never')
    return [notSupported(field, policy, ['OnFailure', 'Never'])]
  if (!spec.podFailurePolicy || policy === 'Never') return []
  return [invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified')]
}

function validateFailurePolicy({ rules }: PodFailurePolicy, field: string): FieldError[] {
  const at = `${field}.rules`
  const count = rules?.length ?? 0
  const errors = count > maxRules ? [tooMany(at, count, maxRules)] : []
  return [
    ...errors,
    ...each(at, rules, (rule, ruleField) => {
      const conditions = rule.onPodConditions ?? []
      const problems = oneOf(`${ruleField}.action`, rule.action, ['Count', 'FailIndex', 'FailJob', 'Ignore'])
      if (!rule.onExitCodes && conditions.length === 0) {
        problems.push(invalid(ruleField, '', 'specifying one of OnExitCodes and OnPodConditions is required'))
      }
      if (rule.onExitCodes && conditions.length > 0) {
        problems.push(
          invalid(ruleField, '', 'specifying both OnExitCodes and OnPodConditions is not supported'),
        )
      }
      if (rule.onExitCodes) problems.push(...validateExitCodes(rule.onExitCodes, `${ruleField}.onExitCodes`))
      return problems
    }),
  ]
}

function validateExitCodes(
  { operator, values }: NonNullable<PodFailurePolicy['rules'][number]['onExitCodes']>,
  field: string,
): FieldError[] {
  const errors = oneOf(`${field}.operator`, operator, ['In', 'NotIn'])
  if (!values?.length) errors.push(invalid(`${field}.values`, values, 'at least one value is required'))
  values?.forEach((value, index) => {
    const at = `${field}.values[${index}]`
    if (operator === 'In' && value === 0) errors.push(invalid(at, value, 'must not be 0 for the In operator'))
    if (values.indexOf(value) < index) errors.push(duplicate(at, value))
  })
  if (values?.some((value, index) => (values[index - 1] ?? value) > value))
    errors.push(invalid(`${field}.values`, values, 'must be ordered'))
  return errors
}

/** Of a job's spec hardly anything but its parallelism and its suspension may change. */
export function validateJobUpdate(job: Job, old: Job): FieldError[] {
  const fixed = [
    'selector',
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
    'managedBy',
  ] as const
  return [
    ...validateJobSpec(job.spec, 'spec'),
    ...validateCompletions(job, old),
    ...fixed.flatMap((key) => immutable(`spec.${key}`, job.spec[key], old.spec[key])),
    ...(mayReschedule(old)
      ? validateTemplate(job, old)
      : immutable('spec.template', job.spec.template, old.spec.template)),
  ]
}

function validateCompletions({ spec }: Job, { spec: old }: Job): FieldError[] {
  if (spec.completions === old.completions) return []
  if (spec.completionMode !== 'Indexed')
    return immutable('spec.completions', spec.completions, old.completions)
  if (spec.completions === spec.parallelism) return []
  const detail = 'can only be modified in tandem with spec.parallelism'
  return [invalid('spec.completions', spec.completions, `${detail}: field is immutable`)]
}

/** A job that is suspended and never ran may still be steered to other nodes. */
function mayReschedule({ spec, status }: Job): boolean {
  return Boolean(spec.suspend) && !status?.startTime
}

function validateTemplate(job: Job, old: Job): FieldError[] {
  const fixed = ({ template }: JobSpec): unknown => {
    const {
      nodeSelector: _a,
      tolerations: _b,
      affinity: _c,
      schedulingGates: _d,
      ...spec
    } = template.spec ?? { containers: [] }
    const { labels: _e, annotations: _f, ...metadata } = template.metadata ?? {}
    return { metadata, spec }
  }
  if (deepEqual(fixed(job.spec), fixed(old.spec))) return []
  return [invalid('spec.template', job.spec.template, 'field is immutable')]
}
