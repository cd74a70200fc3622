import type { Job, JobSpec } from '@knarr/api/batch/v1'
import { setPodTemplateDefaults } from '../../core/pod-template/pod-template-defaults.ts'

const unlimited = 2 ** 31 - 1

export function setJobDefaults(job: Job): void {
  job.spec ??= { template: {} }
  const spec = job.spec
  spec.template ??= {}
  setPodTemplateDefaults(spec.template)
  setCounts(spec)
  setLabelsFromTemplate(job)
  spec.completionMode ??= 'NonIndexed'
  spec.suspend ??= false
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'
  for (const rule of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True'
  }
}

/** A job without labels has those of its pods. */
export function setLabelsFromTemplate({ metadata, spec }: Job): void {
  const labels = spec.template.metadata?.labels
  if (labels && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels }
}

function setCounts(spec: JobSpec): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1
  spec.parallelism ??= 1
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : unlimited
}
