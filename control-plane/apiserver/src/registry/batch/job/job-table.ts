import type { Job } from '@knarr/api/batch/v1'
import { humanDuration } from '@knarr/machinery'
import type { TableConvertor } from '../../strategy.ts'
import { containerImages, containerNames, selectorText } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, tableOf, wideColumn } from '../../table/table-of.ts'

export const jobTable: TableConvertor<Job> = tableOf(
  [
    column('Status', 'How the job stands.'),
    column('Completions', 'How many pods have succeeded of how many that must.'),
    column('Duration', 'How long the job ran, or has been running.'),
    ageColumn,
    wideColumn('Containers', 'The names of the containers in the template.'),
    wideColumn('Images', 'The images of the containers in the template.'),
    wideColumn('Selector', 'What selects the pods.'),
  ],
  (job, nowMs) => [
    statusOf(job),
    completionsOf(job),
    durationOf(job, nowMs),
    ageOf(job, nowMs),
    containerNames(job.spec.template.spec?.containers),
    containerImages(job.spec.template.spec?.containers),
    selectorText(job.spec.selector),
  ],
)

function statusOf(job: Job): string {
  const holds = (wanted: string): boolean =>
    job.status?.conditions?.some(({ type, status }) => type === wanted && status === 'True') ?? false
  if (holds('Complete')) return 'Complete'
  if (holds('Failed')) return 'Failed'
  if (job.metadata.deletionTimestamp) return 'Terminating'
  if (holds('Suspended')) return 'Suspended'
  if (holds('FailureTarget')) return 'FailureTarget'
  return holds('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running'
}

function completionsOf({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`
  const parallelism = spec.parallelism ?? 0
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

function durationOf({ status }: Job, nowMs: number): string {
  if (!status?.startTime) return ''
  const end = status.completionTime ? Date.parse(status.completionTime) : nowMs
  return humanDuration(end - Date.parse(status.startTime))
}
