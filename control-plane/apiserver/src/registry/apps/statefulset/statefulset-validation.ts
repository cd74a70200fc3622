import type { StatefulSet, StatefulSetSpec } from '@knarr/api/apps/v1'
import type { PodTemplateSpec } from '@knarr/api/core/v1'
import {
  cloneJson,
  deepEqual,
  dns1123LabelErrors,
  type FieldError,
  forbiddenField,
  invalid,
  required,
} from '@knarr/machinery'
import { validateClaimSpec } from '../../core/persistentvolumeclaim/claim-spec-validation.ts'
import { invalidFor, nonNegative, oneOf } from '../../meta/field-check.ts'
import {
  isZero,
  validateAtMostAll,
  validateIntOrPercent,
  validateRunningTemplate,
  validateWorkloadSelector,
} from '../../workload/workload-validation.ts'

/** Upstream's `ValidateStatefulSet`. */
export function validateStatefulSet(set: StatefulSet): FieldError[] {
  const { serviceName, volumeClaimTemplates: claims = [] } = set.spec
  return [
    ...(serviceName ? invalidFor('spec.serviceName', serviceName, dns1123LabelErrors(serviceName)) : []),
    ...claims.flatMap(({ spec }, at) => validateClaimSpec(spec, `spec.volumeClaimTemplates[${at}].spec`)),
    ...validateSpec(set),
  ]
}

/** Upstream's `ValidateStatefulSetSpec`, but for what never changes. */
function validateSpec({ spec }: StatefulSet): FieldError[] {
  const retention = spec.persistentVolumeClaimRetentionPolicy
  const retentionField = 'spec.persistentVolumeClaimRetentionPolicy'
  return [
    ...validatePodManagement(spec.podManagementPolicy, 'spec.podManagementPolicy'),
    ...validateUpdateStrategy(spec, 'spec.updateStrategy'),
    ...(['whenDeleted', 'whenScaled'] as const).flatMap((key) =>
      oneOf(`${retentionField}.${key}`, retention?.[key], ['Retain', 'Delete']),
    ),
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.ordinals.start', spec.ordinals?.start),
    ...validateWorkloadSelector(spec.selector, 'statefulset', 'spec.selector'),
    ...validateRunningTemplate('StatefulSet', templateAsRun(spec), spec.selector, 'spec.template'),
  ]
}

/** The template with the volumes of its pods' claims, and without the names that pods get of the set. */
function templateAsRun({ template, volumeClaimTemplates = [] }: StatefulSetSpec): PodTemplateSpec {
  if (!template?.spec) return template
  const { hostname, subdomain, volumes = [], ...spec } = template.spec
  const claimed = volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? '')
  const known = [
    ...claimed.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
    ...volumes.filter(({ name }) => !claimed.includes(name)),
  ]
  return { ...template, spec: { ...spec, ...(known.length > 0 ? { volumes: known } : {}) } }
}

function validatePodManagement(policy: string | undefined, field: string): FieldError[] {
  if (!policy) return [required(field)]
  if (policy === 'OrderedReady' || policy === 'Parallel') return []
  return [invalid(field, policy, "must be 'OrderedReady' or 'Parallel'")]
}

function validateUpdateStrategy({ updateStrategy }: StatefulSetSpec, field: string): FieldError[] {
  const { type, rollingUpdate } = updateStrategy ?? {}
  if (!type) return [required(`${field}.type`)]
  if (type === 'OnDelete') {
    if (!rollingUpdate) return []
    return [
      invalid(`${field}.rollingUpdate`, rollingUpdate, `only allowed for updateStrategy 'RollingUpdate'`),
    ]
  }
  if (type !== 'RollingUpdate')
    return [invalid(field, updateStrategy, "must be 'RollingUpdate' or 'OnDelete'")]
  if (!rollingUpdate) return []
  const at = `${field}.rollingUpdate.maxUnavailable`
  const { maxUnavailable, partition } = rollingUpdate
  const errors = [
    ...nonNegative(`${field}.rollingUpdate.partition`, partition),
    ...validateIntOrPercent(maxUnavailable, at),
  ]
  if (maxUnavailable !== undefined && isZero(maxUnavailable)) {
    errors.push(invalid(at, maxUnavailable, 'cannot be 0'))
  }
  return [...errors, ...validateAtMostAll(maxUnavailable, at)]
}

const mutable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const

export function validateStatefulSetUpdate(set: StatefulSet, old: StatefulSet): FieldError[] {
  const kept = cloneJson(set.spec)
  for (const key of mutable) Object.assign(kept, { [key]: old.spec[key] })
  const errors = validateSpec(set)
  if (deepEqual(kept, old.spec)) return errors
  const names = `${mutable
    .slice(0, -1)
    .map((key) => `'${key}'`)
    .join(', ')} and 'minReadySeconds'`
  const detail = `updates to statefulset spec for fields other than ${names} are forbidden`
  return [...errors, forbiddenField('spec', detail)]
}
