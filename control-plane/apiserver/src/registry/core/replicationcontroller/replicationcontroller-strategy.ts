import { type ReplicationController, replicationControllers } from '@knarr/api/core/v1'
import { cloneJson, type FieldError, required, selectorOfLabels } from '@knarr/machinery'
import { nonNegative } from '../../meta/field-check.ts'
import { validateLabels } from '../../meta/label-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { containerImages, containerNames, labelsText } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, tableOf, wideColumn } from '../../table/table-of.ts'
import { validateRunningTemplate } from '../../workload/workload-validation.ts'
import { podSpecWarnings } from '../pod/pod-warnings.ts'
import { setPodTemplateDefaults } from '../pod-template/pod-template-defaults.ts'

export const replicationControllerStrategy: Strategy<ReplicationController> =
  strategyOf<ReplicationController>({
    resource: replicationControllers,
    shortNames: ['rc'],
    categories: ['all'],
    defaults: setReplicationControllerDefaults,
    prepareForCreate: (controller) => {
      controller.status = { replicas: 0 }
    },
    validate: validateReplicationController,
    warnings: ({ spec }) => podSpecWarnings(spec.template?.spec ?? { containers: [] }, 'spec.template.spec'),
    selectableFields: (controller) => ({ 'status.replicas': String(controller.status?.replicas ?? 0) }),
    table: tableOf(
      [
        column('Desired', 'How many pods are wanted.', 'integer'),
        column('Current', 'How many pods there are.', 'integer'),
        column('Ready', 'How many pods are ready.', 'integer'),
        ageColumn,
        wideColumn('Containers', 'The names of the containers in the template.'),
        wideColumn('Images', 'The images of the containers in the template.'),
        wideColumn('Selector', 'What selects the pods.'),
      ],
      (controller, nowMs) => [
        controller.spec.replicas ?? 0,
        controller.status?.replicas ?? 0,
        controller.status?.readyReplicas ?? 0,
        ageOf(controller, nowMs),
        containerNames(controller.spec.template?.spec?.containers),
        containerImages(controller.spec.template?.spec?.containers),
        labelsText(controller.spec.selector),
      ],
    ),
    scale: {
      replicas: ({ spec }) => spec.replicas ?? 0,
      statusReplicas: ({ status }) => status?.replicas ?? 0,
      selector: ({ spec }) => selectorOfLabels(spec.selector).toString(),
      withReplicas: (controller, replicas) => {
        const scaled = cloneJson(controller)
        scaled.spec.replicas = replicas
        return scaled
      },
    },
  })

/** Selector and labels are the template's unless given. */
function setReplicationControllerDefaults(controller: ReplicationController): void {
  controller.spec ??= {}
  const { spec, metadata } = controller
  if (spec.template) setPodTemplateDefaults(spec.template)
  const labels = spec.template?.metadata?.labels
  if (labels && Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels }
  if (labels && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels }
  spec.replicas ??= 1
}

function validateReplicationController({ spec }: ReplicationController): FieldError[] {
  const selector = spec.selector ?? {}
  const isEmpty = Object.keys(selector).length === 0
  return [
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...(isEmpty ? [required('spec.selector')] : validateLabels('spec.selector', selector)),
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateRunningTemplate('ReplicaSet', spec.template, { matchLabels: selector }, 'spec.template'),
  ]
}
