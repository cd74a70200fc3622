import type { Job, JobSpec } from '@knarr/api/batch/v1'
import { setPodTemplateDefaults } from '../../core/pod-template/pod-template-defaults.ts'

const unlimited = 2 ** 31 - 1

export function setJobDefaults(job: Job): void {
  job.spec ??= { template: {} }
  const spec = job.spec
  spec.template ??= {}
  setPodTemplateDefaults(spec.template)
  setCounts(spec)
  const labels = spec.template.metadata?.labels
  if (labels && Object.keys(job.metadata.labels ?? {}).length === 0) job.metadata.labels = { ...labels }
  spec.completionMode ??= 'NonIndexed'
  spec.suspend ??= false
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'
  for (const rule of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True'
  }
}

function setCounts(spec: JobSpec): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1
  spec.parallelism ??= 1
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : unlimited
}
