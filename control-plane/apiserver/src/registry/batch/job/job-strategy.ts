import { type Job, jobs } from '@knarr/api/batch/v1'
import { podSpecWarnings } from '../../core/pod/pod-warnings.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { setJobDefaults, setLabelsFromTemplate } from './job-defaults.ts'
import { jobTable } from './job-table.ts'
import { identityLabels, validateJob, validateJobUpdate } from './job-validation.ts'

export const jobStrategy: Strategy<Job> = strategyOf<Job>({
  resource: jobs,
  defaults: setJobDefaults,
  prepareForCreate: (job) => {
    job.status = {}
    if (!job.spec.manualSelector) generateSelector(job)
    setLabelsFromTemplate(job)
  },
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec ?? { containers: [] }, 'spec.template.spec'),
  selectableFields: (job) => ({ 'status.successful': String(job.status?.succeeded ?? 0) }),
  table: jobTable,
})

/** The job's uid selects its pods, so two jobs never share one. */
function generateSelector(job: Job): void {
  const { uid } = job.metadata
  const template = job.spec.template
  template.metadata ??= {}
  template.metadata.labels = { ...template.metadata.labels, ...identityLabels(job.metadata) }
  job.spec.selector ??= {}
  job.spec.selector.matchLabels = {
    ...job.spec.selector.matchLabels,
    'batch.kubernetes.io/controller-uid': uid,
  }
}
