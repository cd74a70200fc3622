import { type StatefulSet, statefulSets } from '@knarr/api/apps/v1'
import { podSpecWarnings } from '../../core/pod/pod-warnings.ts'
import { labelName } from '../../meta/name-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { containerImages, containerNames } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, tableOf, wideColumn } from '../../table/table-of.ts'
import { scaleOf } from '../../workload/scale-of.ts'
import { setStatefulSetDefaults } from './statefulset-defaults.ts'
import { validateStatefulSet, validateStatefulSetUpdate } from './statefulset-validation.ts'

export const statefulSetStrategy: Strategy<StatefulSet> = strategyOf<StatefulSet>({
  resource: statefulSets,
  validateName: labelName,
  defaults: setStatefulSetDefaults,
  prepareForCreate: (set) => {
    set.status = { replicas: 0, availableReplicas: 0 }
  },
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec ?? { containers: [] }, 'spec.template.spec'),
  table: tableOf(
    [
      column('Ready', 'How many of the wanted pods are ready.'),
      ageColumn,
      wideColumn('Containers', 'The names of the containers in the template.'),
      wideColumn('Images', 'The images of the containers in the template.'),
    ],
    (set, nowMs) => [
      `${set.status?.readyReplicas ?? 0}/${set.spec.replicas ?? 0}`,
      ageOf(set, nowMs),
      containerNames(set.spec.template.spec?.containers),
      containerImages(set.spec.template.spec?.containers),
    ],
  ),
  scale: scaleOf<StatefulSet>(),
})
