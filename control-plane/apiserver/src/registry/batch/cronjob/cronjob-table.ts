import type { CronJob } from '@knarr/api/batch/v1'
import type { TableConvertor } from '../../strategy.ts'
import { containerImages, containerNames, selectorText } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, since, tableOf, wideColumn } from '../../table/table-of.ts'

export const cronJobTable: TableConvertor<CronJob> = tableOf(
  [
    column('Schedule', 'When jobs are made, in cron format.'),
    column('Timezone', 'The time zone of the schedule.'),
    column('Suspend', 'Whether jobs are made at all.', 'boolean'),
    column('Active', 'How many jobs are running.', 'integer'),
    column('Last Schedule', 'How long ago a job was made.'),
    ageColumn,
    wideColumn('Containers', 'The names of the containers in the template.'),
    wideColumn('Images', 'The images of the containers in the template.'),
    wideColumn('Selector', 'What selects the pods.'),
  ],
  (job, nowMs) => {
    const template = job.spec.jobTemplate.spec
    return [
      job.spec.schedule,
      job.spec.timeZone ?? '<none>',
      job.spec.suspend === undefined ? '<unset>' : job.spec.suspend ? 'True' : 'False',
      job.status?.active?.length ?? 0,
      job.status?.lastScheduleTime ? since(job.status.lastScheduleTime, nowMs) : '<none>',
      ageOf(job, nowMs),
      containerNames(template?.template.spec?.containers),
      containerImages(template?.template.spec?.containers),
      selectorText(template?.selector),
    ]
  },
)
