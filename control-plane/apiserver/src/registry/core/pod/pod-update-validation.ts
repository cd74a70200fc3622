import type { Container, Pod, PodSpec, Toleration } from '@knarr/api/core/v1'
import { cloneJson, deepEqual, type FieldError, forbiddenField, invalid, required } from '@knarr/machinery'
import { each } from '../../meta/field-check.ts'
import { valueDiff } from '../../meta/value-diff.ts'

const mutableFields = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',')

/** Of a pod's spec hardly anything may change; upstream's `ValidatePodUpdate` beside what creation checks. */
export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const lists = (['containers', 'initContainers', 'ephemeralContainers'] as const).filter(
    (key) => (pod.spec[key]?.length ?? 0) !== (old.spec[key]?.length ?? 0),
  )
  if (lists.length > 0) {
    return lists.map((key) => forbiddenField(`spec.${key}`, 'pod updates may not add or remove containers'))
  }
  return [
    ...validateImages(pod.spec, 'spec'),
    ...validateActiveDeadline(pod.spec, old.spec, 'spec.activeDeadlineSeconds'),
    ...validateAddedTolerations(pod.spec.tolerations, old.spec.tolerations, 'spec.tolerations'),
    ...validateDeletedGates(pod.spec, old.spec, 'spec.schedulingGates'),
    ...validateUnchanged(pod.spec, old.spec),
  ]
}

/** A template may hold odd images for tools to replace; a pod may not. */
export function validateImages(spec: PodSpec, field: string): FieldError[] {
  return (['containers', 'initContainers'] as const).flatMap((key) =>
    each(`${field}.${key}`, spec[key], ({ image = '' }: Container, at) => {
      if (image === '') return [required(`${at}.image`)]
      if (image === image.trim()) return []
      return [invalid(`${at}.image`, image, 'must not have leading or trailing whitespace')]
    }),
  )
}

function validateActiveDeadline(spec: PodSpec, old: PodSpec, field: string): FieldError[] {
  const [next, previous] = [spec.activeDeadlineSeconds, old.activeDeadlineSeconds]
  if (typeof next === 'number') {
    if (typeof previous !== 'number' || next <= previous) return []
    return [invalid(field, next, 'must be less than or equal to previous value')]
  }
  if (typeof previous !== 'number') return []
  return [invalid(field, undefined, 'must not update from a positive integer to nil value')]
}

function validateAddedTolerations(
  tolerations: readonly Toleration[] = [],
  old: readonly Toleration[] = [],
  field: string,
): FieldError[] {
  const bare = ({ tolerationSeconds: _, ...rest }: Toleration): unknown => rest
  const isKept = old.every((before) => tolerations.some((after) => deepEqual(bare(before), bare(after))))
  return isKept
    ? []
    : [forbiddenField(field, 'existing toleration can not be modified except its tolerationSeconds')]
}

function validateDeletedGates(spec: PodSpec, old: PodSpec, field: string): FieldError[] {
  const known = new Set(old.schedulingGates?.map(({ name }) => name))
  return each(field, spec.schedulingGates, ({ name }, at) =>
    known.has(name)
      ? []
      : [forbiddenField(at, `only deletion is allowed, but found new scheduling gate '${name}'`)],
  )
}

/** Puts the old value of every field that may change into the new spec; what still differs may not. */
function validateUnchanged(spec: PodSpec, old: PodSpec): FieldError[] {
  const munged = cloneJson(spec)
  for (const key of ['containers', 'initContainers'] as const) {
    munged[key]?.forEach((container, index) => {
      container.image = old[key]?.[index]?.image
    })
  }
  for (const key of ['activeDeadlineSeconds', 'tolerations', 'schedulingGates'] as const) {
    Object.assign(munged, { [key]: old[key] })
  }
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && munged.terminationGracePeriodSeconds === 1) {
    munged.terminationGracePeriodSeconds = old.terminationGracePeriodSeconds
  }
  if (old.schedulingGates?.length) keepNarrowedPlacement(munged, old)
  if (deepEqual(munged, old)) return []
  const text = `pod updates may not change fields other than ${mutableFields}`
  return [forbiddenField('spec', [text, ...valueDiff(old, munged), ''].join('\n'))]
}

/** While a pod is gated its node selector and node affinity may become stricter. */
function keepNarrowedPlacement(munged: PodSpec, old: PodSpec): void {
  const selector = munged.nodeSelector ?? {}
  if (Object.entries(old.nodeSelector ?? {}).every(([key, value]) => selector[key] === value)) {
    munged.nodeSelector = old.nodeSelector
  }
  if (!isNarrower(munged, old)) return
  const others = { ...munged.affinity, nodeAffinity: undefined }
  const before = { ...old.affinity, nodeAffinity: undefined }
  if (deepEqual(others, before)) munged.affinity = old.affinity
}

function isNarrower(spec: PodSpec, old: PodSpec): boolean {
  const termsOf = ({ affinity }: PodSpec) =>
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  const before = termsOf(old)
  const after = termsOf(spec)
  if (!before) return true
  if (before.length !== after?.length) return false
  return before.every((term, index) =>
    (['matchExpressions', 'matchFields'] as const).every((key) =>
      (term[key] ?? []).every((requirement, at) => deepEqual(requirement, after[index]?.[key]?.[at])),
    ),
  )
}
