import { type Namespace, namespaces } from '@knarr/api/core/v1'
import type { AdmissionAttributes, AdmissionContext } from '../admission-plugin.ts'

/** The namespace a write is in; undefined for what stands in none. */
export async function namespaceOf(
  { namespace }: AdmissionAttributes,
  context: AdmissionContext,
): Promise<Namespace | undefined> {
  return namespace === ''
    ? undefined
    : context.find<Namespace>(namespaces, { namespace: '', name: namespace })
}
