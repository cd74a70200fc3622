import type {
  Deployment,
  DeploymentSpec,
  DeploymentStrategy,
  RollingUpdateDeployment,
} from '@knarr/api/apps/v1'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '@knarr/machinery'
import { immutable, nonNegative } from '../../meta/field-check.ts'
import {
  isZero,
  validateAtMostAll,
  validateIntOrPercent,
  validateRunningTemplate,
  validateWorkloadSelector,
} from '../../workload/workload-validation.ts'

/** Upstream's `ValidateDeploymentSpec`. */
export function validateDeployment({ spec }: Deployment): FieldError[] {
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateWorkloadSelector(spec.selector, 'deployment', 'spec.selector'),
    ...validateRunningTemplate('ReplicaSet', spec.template, spec.selector, 'spec.template'),
    ...validateStrategy(spec.strategy ?? {}, 'spec.strategy'),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...validateProgressDeadline(spec, 'spec.progressDeadlineSeconds'),
  ]
}

export function validateDeploymentUpdate(deployment: Deployment, old: Deployment): FieldError[] {
  return [
    ...validateDeployment(deployment),
    ...immutable('spec.selector', deployment.spec.selector, old.spec.selector),
  ]
}

function validateProgressDeadline(spec: DeploymentSpec, field: string): FieldError[] {
  const deadline = spec.progressDeadlineSeconds
  if (deadline === undefined) return []
  const errors = nonNegative(field, deadline)
  if (deadline <= (spec.minReadySeconds ?? 0)) {
    errors.push(invalid(field, deadline, 'must be greater than minReadySeconds'))
  }
  return errors
}

function validateStrategy({ type, rollingUpdate }: DeploymentStrategy, field: string): FieldError[] {
  if (type === 'Recreate') {
    if (!rollingUpdate) return []
    return [
      forbiddenField(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'"),
    ]
  }
  if (type !== 'RollingUpdate') return [notSupported(`${field}.type`, type, ['Recreate', 'RollingUpdate'])]
  if (!rollingUpdate) return [required(`${field}.rollingUpdate`, 'this should be defaulted and never be nil')]
  return validateRollingUpdate(rollingUpdate, `${field}.rollingUpdate`)
}

function validateRollingUpdate(
  { maxSurge, maxUnavailable }: RollingUpdateDeployment,
  field: string,
): FieldError[] {
  const errors = [
    ...validateIntOrPercent(maxUnavailable, `${field}.maxUnavailable`),
    ...validateIntOrPercent(maxSurge, `${field}.maxSurge`),
  ]
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    errors.push(invalid(`${field}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'))
  }
  return [...errors, ...validateAtMostAll(maxUnavailable, `${field}.maxUnavailable`)]
}
