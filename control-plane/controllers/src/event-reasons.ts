/** The reasons of every event the controllers record. */
export const eventReasons = {
  failedCreate: 'FailedCreate',
  failedDelete: 'FailedDelete',
  failedToCreateEndpoint: 'FailedToCreateEndpoint',
  failedToUpdateEndpoint: 'FailedToUpdateEndpoint',
  failedToUpdateEndpointSlices: 'FailedToUpdateEndpointSlices',
  nodeNotReady: 'NodeNotReady',
  registeredNode: 'RegisteredNode',
  removingNode: 'RemovingNode',
  replicaSetCreateError: 'ReplicaSetCreateError',
  scalingReplicaSet: 'ScalingReplicaSet',
  selectingAll: 'SelectingAll',
  successfulCreate: 'SuccessfulCreate',
  successfulDelete: 'SuccessfulDelete',
  taintManagerEviction: 'TaintManagerEviction',
} as const
