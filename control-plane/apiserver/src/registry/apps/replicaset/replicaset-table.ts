import type { ReplicaSet } from '@knarr/api/apps/v1'
import type { TableConvertor } from '../../strategy.ts'
import { containerImages, containerNames, selectorText } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, tableOf, wideColumn } from '../../table/table-of.ts'

export const replicaSetTable: TableConvertor<ReplicaSet> = tableOf(
  [
    column('Desired', 'How many pods are wanted.', 'integer'),
    column('Current', 'How many pods there are.', 'integer'),
    column('Ready', 'How many pods are ready.', 'integer'),
    ageColumn,
    wideColumn('Containers', 'The names of the containers in the template.'),
    wideColumn('Images', 'The images of the containers in the template.'),
    wideColumn('Selector', 'What selects the pods.'),
  ],
  (set, nowMs) => [
    set.spec.replicas ?? 0,
    set.status?.replicas ?? 0,
    set.status?.readyReplicas ?? 0,
    ageOf(set, nowMs),
    containerNames(set.spec.template?.spec?.containers),
    containerImages(set.spec.template?.spec?.containers),
    selectorText(set.spec.selector),
  ],
)
