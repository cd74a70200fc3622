/** Labels that users and other components read. */
export const labels = {
  controllerRevisionHash: 'controller-revision-hash',
  endpointsManagedBy: 'endpoints.kubernetes.io/managed-by',
  controllerHash: 'controller.kubernetes.io/hash',
  headless: 'service.kubernetes.io/headless',
  podIndex: 'apps.kubernetes.io/pod-index',
  podTemplateHash: 'pod-template-hash',
  serviceName: 'kubernetes.io/service-name',
  sliceManagedBy: 'endpointslice.kubernetes.io/managed-by',
  skipMirror: 'endpointslice.kubernetes.io/skip-mirror',
  statefulSetPodName: 'statefulset.kubernetes.io/pod-name',
  zone: 'topology.kubernetes.io/zone',
} as const

/** Annotations that users and other components read. */
export const annotations = {
  cronJobScheduledTimestamp: 'batch.kubernetes.io/cronjob-scheduled-timestamp',
  description: 'kubernetes.io/description',
  desiredReplicas: 'deployment.kubernetes.io/desired-replicas',
  jobCompletionIndex: 'batch.kubernetes.io/job-completion-index',
  jobIndexFailureCount: 'batch.kubernetes.io/job-index-failure-count',
  jobIndexIgnoredFailureCount: 'batch.kubernetes.io/job-index-ignored-failure-count',
  lastAppliedConfig: 'kubectl.kubernetes.io/last-applied-configuration',
  lastChangeTriggerTime: 'endpoints.kubernetes.io/last-change-trigger-time',
  leader: 'control-plane.alpha.kubernetes.io/leader',
  maxReplicas: 'deployment.kubernetes.io/max-replicas',
  overCapacity: 'endpoints.kubernetes.io/over-capacity',
  podDeletionCost: 'controller.kubernetes.io/pod-deletion-cost',
  revision: 'deployment.kubernetes.io/revision',
  revisionHistory: 'deployment.kubernetes.io/revision-history',
  rollbackTo: 'deprecated.deployment.rollback.to',
} as const

/** The type of secrets that are tokens to join with. */
export const bootstrapTokenType = 'bootstrap.kubernetes.io/token'

/** Taints that follow from a node's state. */
export const taintKeys = {
  diskPressure: 'node.kubernetes.io/disk-pressure',
  memoryPressure: 'node.kubernetes.io/memory-pressure',
  networkUnavailable: 'node.kubernetes.io/network-unavailable',
  notReady: 'node.kubernetes.io/not-ready',
  outOfService: 'node.kubernetes.io/out-of-service',
  pidPressure: 'node.kubernetes.io/pid-pressure',
  unreachable: 'node.kubernetes.io/unreachable',
  unschedulable: 'node.kubernetes.io/unschedulable',
} as const
