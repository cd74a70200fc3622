import { configured } from '../admission-configuration.ts'
import type { AdmissionPlugin } from '../admission-plugin.ts'
import type { PluginParts } from '../plugin-parts.ts'
import { mutatingWebhooks } from '../webhook/mutating-webhooks.ts'
import { validatingWebhooks } from '../webhook/validating-webhooks.ts'
import { alwaysAdmit, alwaysDeny } from './always/always.ts'
import { alwaysPullImages } from './always-pull-images/always-pull-images.ts'
import { certificateApproval } from './certificate-approval/certificate-approval.ts'
import { certificateSigning } from './certificate-signing/certificate-signing.ts'
import { certificateSubjectRestriction } from './certificate-subject-restriction/certificate-subject-restriction.ts'
import { clusterTrustBundleAttest } from './cluster-trust-bundle-attest/cluster-trust-bundle-attest.ts'
import { defaultIngressClass } from './default-ingress-class/default-ingress-class.ts'
import { defaultStorageClass } from './default-storage-class/default-storage-class.ts'
import { defaultTolerationSeconds } from './default-toleration-seconds/default-toleration-seconds.ts'
import { denyServiceExternalIps } from './deny-service-external-ips/deny-service-external-ips.ts'
import { parseEventLimits } from './event-rate-limit/event-limits.ts'
import { eventRateLimit } from './event-rate-limit/event-rate-limit.ts'
import { extendedResourceToleration } from './extended-resource-toleration/extended-resource-toleration.ts'
import { parseImagePolicyConfiguration } from './image-policy-webhook/image-policy-configuration.ts'
import { imagePolicyWebhook } from './image-policy-webhook/image-policy-webhook.ts'
import { limitPodHardAntiAffinityTopology } from './limit-pod-hard-anti-affinity-topology/limit-pod-hard-anti-affinity-topology.ts'
import { limitRanger } from './limit-ranger/limit-ranger.ts'
import { mutatingAdmissionPolicy } from './mutating-admission-policy/mutating-admission-policy.ts'
import { namespaceAutoProvision } from './namespace-auto-provision/namespace-auto-provision.ts'
import { namespaceExists } from './namespace-exists/namespace-exists.ts'
import { namespaceLifecycle } from './namespace-lifecycle/namespace-lifecycle.ts'
import { nodeRestriction } from './node-restriction/node-restriction.ts'
import { ownerReferencesPermissionEnforcement } from './owner-references-permission-enforcement/owner-references-permission-enforcement.ts'
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize/persistent-volume-claim-resize.ts'
import { parseNodeSelectors, podNodeSelector } from './pod-node-selector/pod-node-selector.ts'
import { podSecurity } from './pod-security/pod-security.ts'
import { parsePodSecurityConfiguration } from './pod-security/pod-security-configuration.ts'
import {
  parseTolerationConfiguration,
  podTolerationRestriction,
} from './pod-toleration-restriction/pod-toleration-restriction.ts'
import { podTopologyLabels } from './pod-topology-labels/pod-topology-labels.ts'
import { priority } from './priority/priority.ts'
import { resourceQuota } from './resource-quota/resource-quota.ts'
import { runtimeClass } from './runtime-class/runtime-class.ts'
import { serviceAccount } from './service-account/service-account.ts'
import { storageObjectInUseProtection } from './storage-object-in-use-protection/storage-object-in-use-protection.ts'
import { taintNodesByCondition } from './taint-nodes-by-condition/taint-nodes-by-condition.ts'
import { validatingAdmissionPolicy } from './validating-admission-policy/validating-admission-policy.ts'

/** Every admission plugin, in the order a write meets them: upstream's. */
export function newPlugins(parts: PluginParts): readonly AdmissionPlugin[] {
  return [
    alwaysAdmit,
    namespaceAutoProvision(parts),
    namespaceLifecycle,
    namespaceExists,
    limitPodHardAntiAffinityTopology,
    limitRanger(parts),
    serviceAccount,
    nodeRestriction(parts),
    taintNodesByCondition,
    alwaysPullImages,
    imagePolicyWebhook(
      configured(parts.configurations, 'ImagePolicyWebhook', parseImagePolicyConfiguration),
      () => parts.registry,
    ),
    podSecurity(configured(parts.configurations, 'PodSecurity', parsePodSecurityConfiguration)),
    podNodeSelector(configured(parts.configurations, 'PodNodeSelector', parseNodeSelectors)),
    priority(parts),
    defaultTolerationSeconds,
    podTolerationRestriction(
      configured(parts.configurations, 'PodTolerationRestriction', parseTolerationConfiguration),
    ),
    eventRateLimit(configured(parts.configurations, 'EventRateLimit', parseEventLimits)),
    extendedResourceToleration,
    defaultStorageClass(parts),
    storageObjectInUseProtection,
    ownerReferencesPermissionEnforcement(parts),
    persistentVolumeClaimResize,
    runtimeClass,
    certificateApproval(parts),
    certificateSigning(parts),
    clusterTrustBundleAttest(parts),
    certificateSubjectRestriction,
    defaultIngressClass(parts),
    denyServiceExternalIps,
    podTopologyLabels,
    mutatingAdmissionPolicy(parts),
    mutatingWebhooks(parts),
    validatingAdmissionPolicy(parts),
    validatingWebhooks(parts),
    resourceQuota(parts),
    alwaysDeny,
  ]
}

/** Plugins that only run where they are asked for. */
export const offByDefault: ReadonlySet<string> = new Set([
  'AlwaysAdmit',
  'AlwaysDeny',
  'AlwaysPullImages',
  'DenyServiceExternalIPs',
  'EventRateLimit',
  'ExtendedResourceToleration',
  'ImagePolicyWebhook',
  'LimitPodHardAntiAffinityTopology',
  'NamespaceAutoProvision',
  'NamespaceExists',
  'OwnerReferencesPermissionEnforcement',
  'PodNodeSelector',
  'PodTolerationRestriction',
])
