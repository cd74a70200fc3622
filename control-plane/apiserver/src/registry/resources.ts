import { controllerRevisionStrategy } from './apps/controllerrevision/controllerrevision-strategy.ts'
import { daemonSetStrategy } from './apps/daemonset/daemonset-strategy.ts'
import { deploymentStrategy } from './apps/deployment/deployment-strategy.ts'
import { replicaSetStrategy } from './apps/replicaset/replicaset-strategy.ts'
import { statefulSetStrategy } from './apps/statefulset/statefulset-strategy.ts'
import { cronJobStrategy } from './batch/cronjob/cronjob-strategy.ts'
import { jobStrategy } from './batch/job/job-strategy.ts'
import { leaseStrategy } from './coordination/lease/lease-strategy.ts'
import { configMapStrategy } from './core/configmap/configmap-strategy.ts'
import { endpointsStrategy } from './core/endpoints/endpoints-strategy.ts'
import { eventStrategy } from './core/event/event-strategy.ts'
import { limitRangeStrategy } from './core/limitrange/limitrange-strategy.ts'
import { namespaceStrategy } from './core/namespace/namespace-strategy.ts'
import { nodeStrategy } from './core/node/node-strategy.ts'
import { persistentVolumeStrategy } from './core/persistentvolume/persistentvolume-strategy.ts'
import { persistentVolumeClaimStrategy } from './core/persistentvolumeclaim/persistentvolumeclaim-strategy.ts'
import { podStrategy } from './core/pod/pod-strategy.ts'
import { podTemplateStrategy } from './core/podtemplate/podtemplate-strategy.ts'
import { replicationControllerStrategy } from './core/replicationcontroller/replicationcontroller-strategy.ts'
import { resourceQuotaStrategy } from './core/resourcequota/resourcequota-strategy.ts'
import { secretStrategy } from './core/secret/secret-strategy.ts'
import { serviceStrategy } from './core/service/service-strategy.ts'
import { serviceAccountStrategy } from './core/serviceaccount/serviceaccount-strategy.ts'
import { endpointSliceStrategy } from './discovery/endpointslice/endpointslice-strategy.ts'
import type { Strategy } from './strategy.ts'

/** Every resource the server keeps objects of, at the version it keeps them in. */
// biome-ignore lint/suspicious/noExplicitAny: a list of different kinds
export const strategies: readonly Strategy<any>[] = [
  configMapStrategy,
  endpointsStrategy,
  eventStrategy,
  limitRangeStrategy,
  namespaceStrategy,
  nodeStrategy,
  persistentVolumeStrategy,
  persistentVolumeClaimStrategy,
  podStrategy,
  podTemplateStrategy,
  replicationControllerStrategy,
  resourceQuotaStrategy,
  secretStrategy,
  serviceStrategy,
  serviceAccountStrategy,
  controllerRevisionStrategy,
  daemonSetStrategy,
  deploymentStrategy,
  replicaSetStrategy,
  statefulSetStrategy,
  cronJobStrategy,
  jobStrategy,
  leaseStrategy,
  endpointSliceStrategy,
]
