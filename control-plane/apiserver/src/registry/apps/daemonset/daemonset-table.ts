import type { DaemonSet } from '@knarr/api/apps/v1'
import type { TableConvertor } from '../../strategy.ts'
import { containerImages, containerNames, labelsText, selectorText } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, tableOf, wideColumn } from '../../table/table-of.ts'

export const daemonSetTable: TableConvertor<DaemonSet> = tableOf(
  [
    column('Desired', 'How many nodes should run a pod.', 'integer'),
    column('Current', 'How many of those nodes run one.', 'integer'),
    column('Ready', 'How many of those nodes run one that is ready.', 'integer'),
    column('Up-to-date', 'How many nodes run a pod of the current template.', 'integer'),
    column('Available', 'How many nodes run a pod that has been ready for long enough.', 'integer'),
    column('Node Selector', 'What selects the nodes.'),
    ageColumn,
    wideColumn('Containers', 'The names of the containers in the template.'),
    wideColumn('Images', 'The images of the containers in the template.'),
    wideColumn('Selector', 'What selects the pods.'),
  ],
  (set, nowMs) => [
    set.status?.desiredNumberScheduled ?? 0,
    set.status?.currentNumberScheduled ?? 0,
    set.status?.numberReady ?? 0,
    set.status?.updatedNumberScheduled ?? 0,
    set.status?.numberAvailable ?? 0,
    labelsText(set.spec.template.spec?.nodeSelector),
    ageOf(set, nowMs),
    containerNames(set.spec.template.spec?.containers),
    containerImages(set.spec.template.spec?.containers),
    selectorText(set.spec.selector),
  ],
)
