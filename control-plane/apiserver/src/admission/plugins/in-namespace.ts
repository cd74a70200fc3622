import type { AdmissionAttributes } from '../admission-plugin.ts'

/** Whether a write is of something in a namespace, not of the namespace itself. */
export function isInNamespace({ namespace, resource }: AdmissionAttributes): boolean {
  return namespace !== '' && !(resource.group === '' && resource.plural === 'namespaces')
}
