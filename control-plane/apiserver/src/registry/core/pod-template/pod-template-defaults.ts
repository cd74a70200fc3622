import type { PodTemplateSpec } from '@knarr/api/core/v1'
import { setPodSpecDefaults } from '../pod/pod-defaults.ts'

/** The defaults of a template are those of a pod but for what depends on the pod itself. */
export function setPodTemplateDefaults(template: PodTemplateSpec): void {
  template.metadata ??= {}
  template.spec ??= { containers: [] }
  setPodSpecDefaults(template.spec)
}
