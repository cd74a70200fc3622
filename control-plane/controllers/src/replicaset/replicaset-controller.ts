import { type ReplicaSet, replicaSets } from '@knarr/api/apps/v1'
import type { Controller } from '@knarr/controller'
import { type Clock, selectorOf } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { podReplicasController } from './pod-replicas-controller.ts'

/** Keeps `spec.replicas` active pods alive for each ReplicaSet. */
export function replicaSetController(clock: Clock): Controller {
  return podReplicasController(
    {
      name: controllerNames.replicaSet,
      resource: replicaSets,
      selectorOf: ({ spec }: ReplicaSet) => selectorOf(spec.selector),
      countsTerminating: true,
    },
    clock,
  )
}
