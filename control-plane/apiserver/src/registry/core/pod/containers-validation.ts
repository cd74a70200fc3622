import type { Container, PodSpec } from '@knarr/api/core/v1'
import { duplicate, type FieldError, forbiddenField, required } from '@knarr/machinery'
import { each } from '../../meta/field-check.ts'
import {
  type PodScope,
  validateContainerBasics,
  validateEphemeralContainer,
  validateHostPorts,
} from './container-validation.ts'
import { validateLifecycle, validateProbes } from './probe-validation.ts'

/** The three lists of containers of a pod, names unique across all of them. */
export function validateAllContainers(spec: PodSpec, field: string): FieldError[] {
  const scope: PodScope = {
    spec,
    volumes: new Set(spec.volumes?.map(({ name }) => name)),
    claims: new Set(spec.resourceClaims?.map(({ name }) => name)),
  }
  const names = new Set<string>()
  return [
    ...(spec.containers.length > 0 ? [] : [required(`${field}.containers`)]),
    ...each(`${field}.containers`, spec.containers, (container, at) => [
      ...validateUniqueName(container.name, names, at),
      ...validateContainerBasics(container, scope, at),
      ...validateRunning(container, spec, at),
    ]),
    ...validateHostPorts(spec.containers, spec.hostNetwork ?? false, `${field}.containers`),
    ...each(`${field}.initContainers`, spec.initContainers, (container, at) => [
      ...validateContainerBasics(container, scope, at),
      ...validateUniqueName(container.name, names, at),
      ...validateInitContainer(container, spec, at),
    ]),
    ...each(`${field}.ephemeralContainers`, spec.ephemeralContainers, (container, at) => [
      ...validateEphemeralContainer(container, scope, at),
      ...validateUniqueName(container.name, names, at),
    ]),
  ]
}

function validateUniqueName(name: string, names: Set<string>, field: string): FieldError[] {
  const isTaken = names.has(name)
  if (name) names.add(name)
  return isTaken ? [duplicate(`${field}.name`, name)] : []
}

function validateRunning(container: Container, spec: PodSpec, field: string): FieldError[] {
  const grace = spec.terminationGracePeriodSeconds ?? 30
  return [
    ...validateLifecycle(container.lifecycle, grace, `${field}.lifecycle`),
    ...validateProbes(container, field),
  ]
}

/** Only an init container that keeps running (a sidecar) has probes and hooks. */
function validateInitContainer(container: Container, spec: PodSpec, field: string): FieldError[] {
  if (container.restartPolicy === 'Always') return validateRunning(container, spec, field)
  const detail = 'may not be set for init containers without restartPolicy=Always'
  return (['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const)
    .filter((key) => container[key])
    .map((key) => forbiddenField(`${field}.${key}`, detail))
}
