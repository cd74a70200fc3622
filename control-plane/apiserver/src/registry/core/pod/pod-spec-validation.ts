import type { PodSpec } from '@knarr/api/core/v1'
import {
  dns1123SubdomainErrors,
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  required,
} from '@knarr/machinery'
import {
  each,
  inRange,
  invalidFor,
  nonNegative,
  oneOf,
  optionalOneOf,
  requiredWith,
} from '../../meta/field-check.ts'
import { validateLabels } from '../../meta/label-validation.ts'
import { validateNonNegativeQuantity } from '../resource-list/quantity-validation.ts'
import { validateContainerResourceName } from '../resource-list/resource-name-validation.ts'
import { validateAffinity } from './affinity-validation.ts'
import { validateAllContainers } from './containers-validation.ts'
import { validatePodNetwork } from './pod-network-validation.ts'
import { validatePodResources } from './resource-requirements-validation.ts'
import { validateGates, validateTolerations, validateTopologySpread } from './scheduling-validation.ts'
import { validateHostUsers, validatePodSecurityContext } from './security-context-validation.ts'
import { validateVolumes } from './volume-validation.ts'

/** Upstream's `ValidatePodSpec`: for pods and for templates, after defaults were set. */
export function validatePodSpec(spec: PodSpec, field: string): FieldError[] {
  return [
    ...validateVolumes(spec.volumes, `${field}.volumes`),
    ...validateAllContainers(spec, field),
    ...validatePodResources(spec, `${field}.resources`),
    ...validateResourceClaims(spec, `${field}.resourceClaims`),
    ...oneOf(`${field}.restartPolicy`, spec.restartPolicy, ['Always', 'Never', 'OnFailure']),
    ...validatePodNetwork(spec, field),
    ...validateLabels(`${field}.nodeSelector`, spec.nodeSelector),
    ...validatePodSecurityContext(spec, `${field}.securityContext`),
    ...each(`${field}.imagePullSecrets`, spec.imagePullSecrets, ({ name }, at) =>
      name ? [] : [required(`${at}.name`)],
    ),
    ...validateAffinity(spec.affinity, `${field}.affinity`),
    ...validateGates(spec, field),
    ...validateTopologySpread(spec.topologySpreadConstraints, `${field}.topologySpreadConstraints`),
    ...validateHostUsers(spec, field),
    ...validateNames(spec, field),
    ...inRange(`${field}.activeDeadlineSeconds`, spec.activeDeadlineSeconds, [1, 2 ** 31 - 1]),
    ...validateTolerations(spec.tolerations, `${field}.tolerations`),
    ...optionalOneOf(`${field}.preemptionPolicy`, spec.preemptionPolicy, ['Never', 'PreemptLowerPriority']),
    ...validateOverhead(spec.overhead, `${field}.overhead`),
    ...validateOs(spec, field),
  ]
}

function validateNames(spec: PodSpec, field: string): FieldError[] {
  return (['serviceAccountName', 'nodeName', 'priorityClassName', 'runtimeClassName'] as const).flatMap(
    (key) => {
      const name = spec[key]
      return name ? invalidFor(`${field}.${key}`, name, dns1123SubdomainErrors(name)) : []
    },
  )
}

function validateOverhead(
  overhead: Readonly<Record<string, string>> | undefined,
  field: string,
): FieldError[] {
  return Object.entries(overhead ?? {}).flatMap(([name, amount]) => [
    ...validateContainerResourceName(`${field}[${name}]`, name),
    ...validateNonNegativeQuantity(`${field}[${name}]`, amount),
  ])
}

function validateResourceClaims(spec: PodSpec, field: string): FieldError[] {
  const seen = new Set<string>()
  return each(field, spec.resourceClaims, (claim, at) => {
    const errors = requiredWith(`${at}.name`, claim.name)
    if (seen.has(claim.name)) errors.push(duplicate(`${at}.name`, claim.name))
    seen.add(claim.name)
    const sources = [claim.resourceClaimName, claim.resourceClaimTemplateName].filter(Boolean)
    const detail = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'
    if (sources.length === 0) errors.push(invalid(at, claim, detail))
    if (sources.length > 1) {
      const both = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
      errors.push(invalid(at, claim, both))
    }
    return errors
  })
}

const linuxOnly = ['hostPID', 'hostIPC', 'shareProcessNamespace'] as const
const linuxOnlyContext = [
  'seLinuxOptions',
  'seccompProfile',
  'appArmorProfile',
  'fsGroup',
  'sysctls',
] as const

function validateOs(spec: PodSpec, field: string): FieldError[] {
  if (!spec.os) return []
  const errors = oneOf(`${field}.os.name`, spec.os.name, ['linux', 'windows'])
  const context = spec.securityContext ?? {}
  if (spec.os.name === 'linux' && context.windowsOptions) {
    const detail = 'windows options cannot be set for a linux pod'
    errors.push(forbiddenField(`${field}.securityContext.windowsOptions`, detail))
  }
  if (spec.os.name !== 'windows') return errors
  const detail = 'cannot be set for a windows pod'
  for (const key of linuxOnly) if (spec[key]) errors.push(forbiddenField(`${field}.${key}`, detail))
  for (const key of linuxOnlyContext) {
    if (context[key] !== undefined) errors.push(forbiddenField(`${field}.securityContext.${key}`, detail))
  }
  return errors
}
