import type { Deployment } from '@knarr/api/apps/v1'
import type { TableConvertor } from '../../strategy.ts'
import { containerImages, containerNames, selectorString } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, tableOf, wideColumn } from '../../table/table-of.ts'

export const deploymentTable: TableConvertor<Deployment> = tableOf(
  [
    column('Ready', 'How many of the wanted pods are ready.'),
    column('Up-to-date', 'How many pods are made from the current template.'),
    column('Available', 'How many pods have been ready for long enough.'),
    ageColumn,
    wideColumn('Containers', 'The names of the containers in the template.'),
    wideColumn('Images', 'The images of the containers in the template.'),
    wideColumn('Selector', 'What selects the pods.'),
  ],
  (deployment, nowMs) => [
    `${deployment.status?.readyReplicas ?? 0}/${deployment.spec.replicas ?? 0}`,
    deployment.status?.updatedReplicas ?? 0,
    deployment.status?.availableReplicas ?? 0,
    ageOf(deployment, nowMs),
    containerNames(deployment.spec.template.spec?.containers),
    containerImages(deployment.spec.template.spec?.containers),
    selectorString(deployment.spec.selector, '<invalid>'),
  ],
)
