import type { Resource } from '@knarr/api'
import type { ReplicaSet } from '@knarr/api/apps/v1'
import { replicationControllers } from '@knarr/api/core/v1'
import type { Controller } from '@knarr/controller'
import { type Clock, selectorOfLabels } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { podReplicasController } from '../replicaset/pod-replicas-controller.ts'

/** Keeps the pods of each ReplicationController: a ReplicaSet but for its selector, a plain map. */
export function replicationControllerController(clock: Clock): Controller {
  return podReplicasController(
    {
      name: controllerNames.replicationController,
      eventSource: 'replication-controller',
      resource: replicationControllers as Resource as Resource<ReplicaSet>,
      selectorOf: ({ spec }) => selectorOfLabels(spec.selector as Record<string, string>),
      countsTerminating: false,
    },
    clock,
  )
}
