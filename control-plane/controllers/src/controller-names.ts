/** What each controller is called, in logs, metrics and as the source of its events: upstream's names. */
export const controllerNames = {
  clusterRoleAggregation: 'clusterrole-aggregation-controller',
  deployment: 'deployment-controller',
  endpoints: 'endpoints-controller',
  endpointSlice: 'endpointslice-controller',
  garbageCollector: 'garbage-collector-controller',
  namespace: 'namespace-controller',
  nodeLifecycle: 'node-lifecycle-controller',
  podGarbageCollector: 'pod-garbage-collector-controller',
  replicaSet: 'replicaset-controller',
  replicationController: 'replicationcontroller-controller',
  rootCaPublisher: 'root-ca-certificate-publisher-controller',
  serviceAccount: 'serviceaccount-controller',
  taintEviction: 'taint-eviction-controller',
} as const
