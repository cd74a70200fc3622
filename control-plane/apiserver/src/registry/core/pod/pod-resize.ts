import type { Container, Pod } from '@knarr/api/core/v1'
import { cloneJson, deepEqual, type FieldError, forbiddenField, invalid } from '@knarr/machinery'
import { validatePodSpec } from './pod-spec-validation.ts'
import { qosClassOf } from './qos-class.ts'

/** The `resize` subresource takes nothing but the resources of containers. */
export function preparePodResize(pod: Pod, old: Pod): void {
  const spec = cloneJson(old.spec)
  for (const key of ['containers', 'initContainers'] as const) {
    const wanted = new Map(pod.spec[key]?.map((container) => [container.name, container]))
    for (const container of spec[key] ?? []) resizeContainer(container, wanted.get(container.name))
  }
  pod.spec = spec
  pod.status = cloneJson(old.status)
}

function resizeContainer(container: Container, wanted: Container | undefined): void {
  if (!wanted) return
  container.resources = wanted.resources ?? {}
  container.resizePolicy = wanted.resizePolicy
}

/** Upstream's `ValidatePodResize`: CPU and memory only, and the class of service stays. */
export function validatePodResize(pod: Pod, old: Pod): FieldError[] {
  const errors = validatePodSpec(pod.spec, 'spec')
  if (old.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) {
    return [forbiddenField('', 'static pods may not be resized')]
  }
  if (qosClassOf(pod.spec) !== (old.status?.qosClass ?? qosClassOf(old.spec))) {
    const detail = 'Pod QOS Class may not change as a result of resizing'
    errors.push(invalid('spec', old.status?.qosClass ?? qosClassOf(old.spec), detail))
  }
  for (const key of ['containers', 'initContainers'] as const) {
    pod.spec[key]?.forEach((container, index) => {
      errors.push(...validateResources(container, old.spec[key]?.[index], `spec.${key}[${index}].resources`))
    })
  }
  return errors
}

function validateResources(container: Container, old: Container | undefined, field: string): FieldError[] {
  const errors: FieldError[] = []
  for (const kind of ['limits', 'requests'] as const) {
    const [after, before] = [container.resources?.[kind] ?? {}, old?.resources?.[kind] ?? {}]
    if (Object.keys(before).some((name) => after[name] === undefined)) {
      errors.push(forbiddenField(`${field}.${kind}`, `resource ${kind} cannot be removed`))
    }
    if (!deepEqual(withoutResizable(after), withoutResizable(before))) {
      errors.push(forbiddenField('spec', 'only cpu and memory resources are mutable'))
    }
  }
  return errors
}

function withoutResizable({ cpu: _cpu, memory: _memory, ...rest }: Record<string, string>): unknown {
  return rest
}
