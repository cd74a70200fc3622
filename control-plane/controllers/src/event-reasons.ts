/** The reasons of every event the controllers record. */
export const eventReasons = {
  completed: 'Completed',
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
  tooManySucceededPods: 'TooManySucceededPods',
  taintManagerEviction: 'TaintManagerEviction',
} as const
