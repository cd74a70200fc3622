import type { Resource } from '@knarr/api'
import type { AdmissionAttributes } from '../admission-plugin.ts'

/** Whether a write is of this resource, in whatever version, and of this part of it. */
export function writesResource(
  { resource, subresource }: AdmissionAttributes,
  // biome-ignore lint/suspicious/noExplicitAny: of any kind
  { group, plural }: Resource<any>,
  part: string,
): boolean {
  return resource.group === group && resource.plural === plural && subresource === part
}
