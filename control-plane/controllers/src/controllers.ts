import type { Controller } from '@knarr/controller'
import type { Clock } from '@knarr/machinery'
import { bootstrapSignerController } from './bootstrap-signer/bootstrap-signer-controller.ts'
import { tokenCleanerController } from './bootstrap-token-cleaner/token-cleaner-controller.ts'
import { certificateApprovingController } from './certificate-approving/certificate-approving-controller.ts'
import { certificateCleanerController } from './certificate-cleaner/certificate-cleaner-controller.ts'
import {
  type ClusterSigning,
  certificateSigningController,
} from './certificate-signing/certificate-signing-controller.ts'
import { clusterRoleAggregationController } from './clusterrole-aggregation/clusterrole-aggregation-controller.ts'
import { cronJobController } from './cronjob/cronjob-controller.ts'
import { daemonSetController } from './daemonset/daemonset-controller.ts'
import { deploymentController } from './deployment/deployment-controller.ts'
import { disruptionController } from './disruption/disruption-controller.ts'
import { endpointsController } from './endpoint/endpoints-controller.ts'
import { endpointSliceController } from './endpointslice/endpointslice-controller.ts'
import { endpointSliceMirroringController } from './endpointslice-mirroring/endpointslice-mirroring-controller.ts'
import { ephemeralVolumeController } from './ephemeral-volume/ephemeral-volume-controller.ts'
import { jobController } from './job/job-controller.ts'
import { jobOrphanPodsController } from './job/job-orphan-pods-controller.ts'
import { serviceAccountTokenController } from './legacy-service-account-token/service-account-token-controller.ts'
import { legacyTokenCleanerController } from './legacy-service-account-token-cleaner/legacy-token-cleaner-controller.ts'
import { type NamespacedResources, namespaceController } from './namespace/namespace-controller.ts'
import { nodeLifecycleController } from './node-lifecycle/node-lifecycle-controller.ts'
import { taintEvictionController } from './node-lifecycle/taint-eviction-controller.ts'
import { claimBinder } from './persistent-volume/claim-binder.ts'
import { volumeBinder } from './persistent-volume/volume-binder.ts'
import { podGarbageCollector } from './pod-gc/pod-garbage-collector.ts'
import { podAutoscalerController } from './podautoscaler/podautoscaler-controller.ts'
import { volumeProtectionController } from './pv-protection/volume-protection-controller.ts'
import { claimProtectionController } from './pvc-protection/claim-protection-controller.ts'
import { replicaSetController } from './replicaset/replicaset-controller.ts'
import { replicationControllerController } from './replication/replication-controller.ts'
import { resourceQuotaController } from './resourcequota/resource-quota-controller.ts'
import { rootCaPublisher } from './root-ca/root-ca-publisher.ts'
import { type LoadBalancerSettings, loadBalancerController } from './service-lb/load-balancer-controller.ts'
import { serviceAccountController } from './serviceaccount/serviceaccount-controller.ts'
import { statefulSetController } from './statefulset/statefulset-controller.ts'
import { definitionMigrationController } from './storage-version-migrator/definition-migration-controller.ts'
import { storageVersionMigratorController } from './storage-version-migrator/storage-version-migrator.ts'
import { ttlAfterFinishedController } from './ttl-after-finished/ttl-after-finished-controller.ts'
import { volumeExpandController } from './volume-expand/volume-expand-controller.ts'

/** What upstream's flags of kube-controller-manager say. */
export interface ControllerSettings extends LoadBalancerSettings {
  /** The longest that certificates which are asked for last; a year unless given. */
  readonly clusterSigningDurationMs?: number
  /** How long a token that was made for an account stays though nobody uses it; a year unless given. */
  readonly legacyTokenCleanUpPeriodMs?: number
}

const yearMs = 365 * 86_400_000

/** What controllers are told beside what the API says. */
export interface ControllersOptions extends ControllerSettings {
  readonly clock: Clock
  /** The cluster's CA bundle in PEM, published to every namespace. */
  rootCa(): Promise<string>
  /** Whom certificates that are asked for are signed by. */
  readonly signingAuthority: ClusterSigning['authority']
  /** A JWT of these claims, by the key of service accounts. */
  signToken(claims: object): string
  readonly namespacedResources: NamespacedResources
}

/** Every built-in controller, with state of its own. Adding one is adding its line here. */
export function newControllers(options: ControllersOptions): readonly Controller[] {
  const { clusterSigningDurationMs = yearMs, legacyTokenCleanUpPeriodMs = yearMs } = options
  return [
    namespaceController(options.namespacedResources),
    serviceAccountController(),
    serviceAccountTokenController(options),
    legacyTokenCleanerController(legacyTokenCleanUpPeriodMs),
    clusterRoleAggregationController(),
    rootCaPublisher(options.rootCa),
    certificateApprovingController(),
    certificateSigningController({
      authority: options.signingAuthority,
      durationMs: clusterSigningDurationMs,
    }),
    certificateCleanerController(),
    bootstrapSignerController(),
    tokenCleanerController(),
    deploymentController(),
    replicaSetController(options.clock),
    replicationControllerController(options.clock),
    statefulSetController(options.clock),
    daemonSetController(options.clock),
    jobController(options.clock),
    jobOrphanPodsController(),
    cronJobController(),
    ttlAfterFinishedController(),
    ephemeralVolumeController(),
    claimBinder(),
    volumeBinder(),
    volumeExpandController(),
    claimProtectionController(),
    volumeProtectionController(),
    podGarbageCollector(),
    podAutoscalerController(options.namespacedResources),
    disruptionController(),
    resourceQuotaController(),
    loadBalancerController(options),
    endpointsController(),
    endpointSliceController(),
    endpointSliceMirroringController(),
    nodeLifecycleController(),
    taintEvictionController(),
    storageVersionMigratorController(),
    definitionMigrationController(),
  ]
}
