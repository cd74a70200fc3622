import type { Pod } from '@knarr/api/core/v1'
import { cloneJson, deepEqual, type FieldError, forbiddenField } from '@knarr/machinery'
import { validatePodSpec } from './pod-spec-validation.ts'

/** The `ephemeralcontainers` subresource takes nothing but that list. */
export function prepareEphemeralContainers(pod: Pod, old: Pod): void {
  const ephemeralContainers = pod.spec.ephemeralContainers ?? []
  pod.spec = { ...cloneJson(old.spec), ephemeralContainers }
  pod.status = cloneJson(old.status)
}

/** Ephemeral containers may be added, never changed nor taken away. */
export function validateEphemeralContainers(pod: Pod, old: Pod): FieldError[] {
  const errors = validatePodSpec(pod.spec, 'spec')
  const after = new Map(pod.spec.ephemeralContainers?.map((container) => [container.name, container]))
  if (old.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) {
    return [forbiddenField('', 'static pods do not support ephemeral containers')]
  }
  old.spec.ephemeralContainers?.forEach((container, index) => {
    const current = after.get(container.name)
    const field = `spec.ephemeralContainers`
    if (!current) {
      const detail = `existing ephemeral containers ${JSON.stringify(container.name)} may not be removed\n`
      errors.push(forbiddenField(field, detail))
    } else if (!deepEqual(current, container)) {
      const detail = `existing ephemeral containers ${JSON.stringify(container.name)} may not be changed\n`
      errors.push(forbiddenField(`${field}[${index}]`, detail))
    }
  })
  return errors
}
