import { type Pod, pods } from '@knarr/api/core/v1'
import { cloneJson, deepEqual, type FieldError, timestamp } from '@knarr/machinery'
import type { RequestContext, Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { setPodDefaults } from './pod-defaults.ts'
import { validatePodSpec } from './pod-spec-validation.ts'
import { validatePodStatusUpdate } from './pod-status-validation.ts'
import { podTable } from './pod-table.ts'
import { validateImages, validatePodUpdate } from './pod-update-validation.ts'
import { podWarnings } from './pod-warnings.ts'
import { qosClassOf } from './qos-class.ts'

export const podStrategy: Strategy<Pod> = strategyOf<Pod>({
  resource: pods,
  keptByStatus: ['ownerReferences'],
  defaults: setPodDefaults,
  table: podTable,
  returnsDeletedObject: true,

  /** Going to a node is no change of what is wanted. */
  bumpsGeneration: (pod, old) => !deepEqual({ ...pod.spec, nodeName: '' }, { ...old.spec, nodeName: '' }),

  prepareForCreate(pod, context) {
    pod.metadata.generation = 1
    pod.status = { phase: 'Pending', qosClass: qosClassOf(pod.spec) }
    if (pod.spec.schedulingGates?.length) pod.status.conditions = [gatedCondition(context)]
  },

  prepareForStatusUpdate(pod, old) {
    pod.metadata.ownerReferences = cloneJson(old.metadata.ownerReferences)
    if (pod.status && !pod.status.qosClass) pod.status.qosClass = old.status?.qosClass
  },

  validate: validatePod,
  validateUpdate: (pod, old) => [...validatePod(pod), ...validatePodUpdate(pod, old)],
  validateStatusUpdate: validatePodStatusUpdate,
  warnings: podWarnings,

  selectableFields: (pod) => ({
    'spec.nodeName': pod.spec.nodeName ?? '',
    'spec.restartPolicy': pod.spec.restartPolicy ?? '',
    'spec.schedulerName': pod.spec.schedulerName ?? '',
    'spec.serviceAccountName': pod.spec.serviceAccountName ?? '',
    'spec.hostNetwork': String(pod.spec.hostNetwork ?? false),
    'status.phase': pod.status?.phase ?? '',
    'status.podIP': pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? '',
    'status.nominatedNodeName': pod.status?.nominatedNodeName ?? '',
  }),

  gracePeriodSeconds(pod, requested) {
    const isOver = ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')
    if (!pod.spec.nodeName || isOver) return 0
    const period = requested ?? pod.spec.terminationGracePeriodSeconds ?? 30
    return period < 0 ? 1 : period
  },
})

function validatePod(pod: Pod): FieldError[] {
  return [...validatePodSpec(pod.spec, 'spec'), ...validateImages(pod.spec, 'spec')].filter(
    (error, index, all) =>
      all.findIndex((other) => other.field === error.field && other.body === error.body) === index,
  )
}

/** Nobody schedules a gated pod, and its status says so from the start. */
function gatedCondition({
  clock,
}: RequestContext): NonNullable<NonNullable<Pod['status']>['conditions']>[number] {
  return {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
    lastTransitionTime: timestamp(clock.now()),
  }
}
