export { Backoff } from './backoff.ts'
export type { Controller, ReconcileContext, Result, SetupContext } from './controller.ts'
export { Expectations } from './expectations/expectations.ts'
export { addFinalizer, hasFinalizer, removeFinalizer } from './finalizer/finalizer.ts'
export { matchesNodeAffinity } from './node/node-affinity.ts'
export { matchesTerm } from './node/node-selector-term.ts'
export type { ClaimOptions } from './owner/claim-objects.ts'
export { adopt, claimObjects, release } from './owner/claim-objects.ts'
export { controllerOf, controllerRef, isControlledBy } from './owner/controller-of.ts'
export type { ControllerManager, ManagerOptions } from './run-controllers.ts'
export { runControllers } from './run-controllers.ts'
export type { SlowStartResult } from './slow-start.ts'
export { slowStart } from './slow-start.ts'
export type { Condition } from './status/condition.ts'
export { conditionOf, isConditionTrue, removeCondition, setCondition } from './status/condition.ts'
export { isBindingComplete, waitsForConsumer } from './volume/claim-binding.ts'
export { claimVolume, withAnnotations } from './volume/claim-volume.ts'
export type { VolumeSearch } from './volume/match-volume.ts'
export {
  findVolume,
  isBoundTo,
  isReachable,
  isSameMode,
  storageClassOf,
  whyUnfit,
} from './volume/match-volume.ts'
export { claimNameOf, claimNamesOf, whyNotOfPod } from './volume/pod-claims.ts'
export { volumeAnnotations } from './volume/volume-annotations.ts'
