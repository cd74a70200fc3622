import { badRequest, type KubeObject } from '@knarr/machinery'
import type { ResourceCall } from './resource-call.ts'

/** What is sent belongs to the namespace it is sent to; where there are none, the object's own does not count. */
export function matchNamespace({ info, resource }: ResourceCall, { metadata }: KubeObject): void {
  const { namespace } = metadata
  if (!resource.api.namespaced || !namespace || namespace === info.namespace) return
  throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
}
