import { mutatingAdmissionPolicyStrategy } from './admissionregistration/mutatingadmissionpolicy/mutatingadmissionpolicy-strategy.ts'
import { mutatingAdmissionPolicyBindingStrategy } from './admissionregistration/mutatingadmissionpolicybinding/mutatingadmissionpolicybinding-strategy.ts'
import { mutatingWebhookConfigurationStrategy } from './admissionregistration/mutatingwebhookconfiguration/mutatingwebhookconfiguration-strategy.ts'
import { validatingAdmissionPolicyStrategy } from './admissionregistration/validatingadmissionpolicy/validatingadmissionpolicy-strategy.ts'
import { validatingAdmissionPolicyBindingStrategy } from './admissionregistration/validatingadmissionpolicybinding/validatingadmissionpolicybinding-strategy.ts'
import { validatingWebhookConfigurationStrategy } from './admissionregistration/validatingwebhookconfiguration/validatingwebhookconfiguration-strategy.ts'
import { customResourceDefinitionStrategy } from './apiextensions/customresourcedefinition/customresourcedefinition-strategy.ts'
import { apiServiceStrategy } from './apiregistration/apiservice/apiservice-strategy.ts'
import { storageVersionStrategy } from './apiserverinternal/storageversion/storageversion-strategy.ts'
import { controllerRevisionStrategy } from './apps/controllerrevision/controllerrevision-strategy.ts'
import { daemonSetStrategy } from './apps/daemonset/daemonset-strategy.ts'
import { deploymentStrategy } from './apps/deployment/deployment-strategy.ts'
import { replicaSetStrategy } from './apps/replicaset/replicaset-strategy.ts'
import { statefulSetStrategy } from './apps/statefulset/statefulset-strategy.ts'
import { horizontalPodAutoscalerStrategy } from './autoscaling/horizontalpodautoscaler/horizontalpodautoscaler-strategy.ts'
import { cronJobStrategy } from './batch/cronjob/cronjob-strategy.ts'
import { jobStrategy } from './batch/job/job-strategy.ts'
import { certificateSigningRequestStrategy } from './certificates/certificatesigningrequest/certificatesigningrequest-strategy.ts'
import { clusterTrustBundleStrategy } from './certificates/clustertrustbundle/clustertrustbundle-strategy.ts'
import { podCertificateRequestStrategy } from './certificates/podcertificaterequest/podcertificaterequest-strategy.ts'
import { leaseStrategy } from './coordination/lease/lease-strategy.ts'
import { leaseCandidateStrategy } from './coordination/leasecandidate/leasecandidate-strategy.ts'
import { componentStatusStrategy } from './core/componentstatus/componentstatus-strategy.ts'
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
import type { ServiceIpAllocator } from './core/service/service-ip-allocator.ts'
import { serviceStrategy, serviceStrategyWith } from './core/service/service-strategy.ts'
import { serviceAccountStrategy } from './core/serviceaccount/serviceaccount-strategy.ts'
import { endpointSliceStrategy } from './discovery/endpointslice/endpointslice-strategy.ts'
import { flowSchemaStrategy } from './flowcontrol/flowschema/flowschema-strategy.ts'
import { priorityLevelConfigurationStrategy } from './flowcontrol/prioritylevelconfiguration/prioritylevelconfiguration-strategy.ts'
import { ingressStrategy } from './networking/ingress/ingress-strategy.ts'
import { ingressClassStrategy } from './networking/ingressclass/ingressclass-strategy.ts'
import { ipAddressStrategy } from './networking/ipaddress/ipaddress-strategy.ts'
import { networkPolicyStrategy } from './networking/networkpolicy/networkpolicy-strategy.ts'
import { serviceCidrStrategy } from './networking/servicecidr/servicecidr-strategy.ts'
import { runtimeClassStrategy } from './node/runtimeclass/runtimeclass-strategy.ts'
import { podDisruptionBudgetStrategy } from './policy/poddisruptionbudget/poddisruptionbudget-strategy.ts'
import { clusterRoleStrategy } from './rbac/clusterrole/clusterrole-strategy.ts'
import { clusterRoleBindingStrategy } from './rbac/clusterrolebinding/clusterrolebinding-strategy.ts'
import { roleStrategy } from './rbac/role/role-strategy.ts'
import { roleBindingStrategy } from './rbac/rolebinding/rolebinding-strategy.ts'
import { deviceClassStrategy } from './resource/deviceclass/deviceclass-strategy.ts'
import { deviceTaintRuleStrategy } from './resource/devicetaintrule/devicetaintrule-strategy.ts'
import { resourceClaimStrategy } from './resource/resourceclaim/resourceclaim-strategy.ts'
import { resourceClaimTemplateStrategy } from './resource/resourceclaimtemplate/resourceclaimtemplate-strategy.ts'
import { resourcePoolStatusRequestStrategy } from './resource/resourcepoolstatusrequest/resourcepoolstatusrequest-strategy.ts'
import { resourceSliceStrategy } from './resource/resourceslice/resourceslice-strategy.ts'
import { podGroupStrategy } from './scheduling/podgroup/podgroup-strategy.ts'
import { priorityClassStrategy } from './scheduling/priorityclass/priorityclass-strategy.ts'
import { workloadStrategy } from './scheduling/workload/workload-strategy.ts'
import { csiDriverStrategy } from './storage/csidriver/csidriver-strategy.ts'
import { csiNodeStrategy } from './storage/csinode/csinode-strategy.ts'
import { csiStorageCapacityStrategy } from './storage/csistoragecapacity/csistoragecapacity-strategy.ts'
import { storageClassStrategy } from './storage/storageclass/storageclass-strategy.ts'
import { volumeAttachmentStrategy } from './storage/volumeattachment/volumeattachment-strategy.ts'
import { volumeAttributesClassStrategy } from './storage/volumeattributesclass/volumeattributesclass-strategy.ts'
import { storageVersionMigrationStrategy } from './storagemigration/storageversionmigration/storageversionmigration-strategy.ts'
import type { Strategy } from './strategy.ts'

/** Every resource the server keeps objects of, at the version it keeps them in; by group as discovery has them. */
// biome-ignore lint/suspicious/noExplicitAny: a list of different kinds
export const strategies: readonly Strategy<any>[] = [
  componentStatusStrategy,
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
  horizontalPodAutoscalerStrategy,
  podDisruptionBudgetStrategy,
  ingressStrategy,
  ingressClassStrategy,
  ipAddressStrategy,
  networkPolicyStrategy,
  serviceCidrStrategy,
  endpointSliceStrategy,
  csiDriverStrategy,
  csiNodeStrategy,
  csiStorageCapacityStrategy,
  storageClassStrategy,
  volumeAttachmentStrategy,
  volumeAttributesClassStrategy,
  clusterRoleStrategy,
  clusterRoleBindingStrategy,
  roleStrategy,
  roleBindingStrategy,
  leaseStrategy,
  leaseCandidateStrategy,
  podGroupStrategy,
  priorityClassStrategy,
  workloadStrategy,
  runtimeClassStrategy,
  certificateSigningRequestStrategy,
  clusterTrustBundleStrategy,
  podCertificateRequestStrategy,
  mutatingAdmissionPolicyStrategy,
  mutatingAdmissionPolicyBindingStrategy,
  mutatingWebhookConfigurationStrategy,
  validatingAdmissionPolicyStrategy,
  validatingAdmissionPolicyBindingStrategy,
  validatingWebhookConfigurationStrategy,
  customResourceDefinitionStrategy,
  apiServiceStrategy,
  flowSchemaStrategy,
  priorityLevelConfigurationStrategy,
  deviceClassStrategy,
  deviceTaintRuleStrategy,
  resourceClaimStrategy,
  resourceClaimTemplateStrategy,
  resourcePoolStatusRequestStrategy,
  resourceSliceStrategy,
  storageVersionStrategy,
  storageVersionMigrationStrategy,
]

/** The same, with services that are handed addresses and node ports by `allocator`. */
// biome-ignore lint/suspicious/noExplicitAny: a list of different kinds
export function strategiesWith(allocator: ServiceIpAllocator): readonly Strategy<any>[] {
  const allocating = serviceStrategyWith(allocator)
  return strategies.map((strategy) => (strategy === serviceStrategy ? allocating : strategy))
}
