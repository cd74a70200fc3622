import type { PodTemplateSpec } from '@knarr/api/core/v1'
import { type FieldError, forbiddenField } from '@knarr/machinery'
import { validateAnnotations, validateLabels } from '../../meta/label-validation.ts'
import { validatePodSpec } from '../pod/pod-spec-validation.ts'

/** Upstream's `ValidatePodTemplateSpec`. */
export function validatePodTemplateSpec(template: PodTemplateSpec, field: string): FieldError[] {
  const spec = template.spec ?? { containers: [] }
  const errors = [
    ...validateLabels(`${field}.labels`, template.metadata?.labels),
    ...validateAnnotations(`${field}.annotations`, template.metadata?.annotations),
    ...validatePodSpec(spec, `${field}.spec`),
  ]
  if (spec.ephemeralContainers?.length) {
    const detail = 'ephemeral containers not allowed in pod template'
    errors.push(forbiddenField(`${field}.spec.ephemeralContainers`, detail))
  }
  return errors
}
