import { forbidden, type StatusError } from '@knarr/machinery'
import type { AdmissionAttributes } from './admission-plugin.ts'

/** What a plugin throws that does not admit a write; what has no name yet is told by what it will begin with. */
export function refusal({ resource, name, object }: AdmissionAttributes, why: string): StatusError {
  const { metadata } = object ?? {}
  return forbidden(resource, name || metadata?.name || metadata?.generateName || 'Unknown', why)
}
