import { controllerNames as names } from './controller-names.ts'

/** The service accounts upstream gives controllers, where they are not called as the controller is. */
const serviceAccounts: ReadonlyMap<string, string> = new Map<string, string>([
  [names.bootstrapSigner, 'bootstrap-signer'],
  [names.certificateApproving, 'certificate-controller'],
  [names.certificateCleaner, 'certificate-controller'],
  [names.certificateSigning, 'certificate-controller'],
  [names.claimProtection, 'pvc-protection-controller'],
  [names.daemonSet, 'daemon-set-controller'],
  [names.definitionMigration, 'storage-version-migrator-controller'],
  [names.endpoints, 'endpoint-controller'],
  [names.endpointSliceMirroring, 'endpointslicemirroring-controller'],
  [names.garbageCollector, 'generic-garbage-collector'],
  [names.jobOrphanPods, 'job-controller'],
  [names.legacyTokenCleaner, 'legacy-service-account-token-cleaner'],
  [names.loadBalancer, 'service-controller'],
  [names.nodeLifecycle, 'node-controller'],
  [names.persistentVolumeBinder, 'persistent-volume-binder'],
  [names.persistentVolumePhases, 'persistent-volume-binder'],
  [names.podAutoscaler, 'horizontal-pod-autoscaler'],
  [names.podGarbageCollector, 'pod-garbage-collector'],
  [names.replicationController, 'replication-controller'],
  [names.rootCaPublisher, 'root-ca-cert-publisher'],
  [names.serviceAccount, 'service-account-controller'],
  [names.taintEviction, 'node-controller'],
  [names.tokenCleaner, 'token-cleaner'],
  [names.volumeExpand, 'expand-controller'],
  [names.volumeProtection, 'pv-protection-controller'],
])

/** Whose tokens are to be made has none yet: upstream's token controller is the manager itself. */
const manager = { name: 'system:kube-controller-manager', groups: ['system:authenticated'] }

/** Who a controller is to the API server: a service account in `kube-system`, bound to a role of its own. */
export function controllerUser(controller: string): { name: string; groups: string[] } {
  if (controller === names.serviceAccountToken) return manager
  const account = serviceAccounts.get(controller) ?? controller
  return {
    name: `system:serviceaccount:kube-system:${account}`,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
  }
}
