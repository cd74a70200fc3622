import { isNestedDeeper } from '@knarr/api'
import { badRequest } from '@knarr/machinery'

/** Go's limit, without which a small body could exhaust the stack. */
const maxDepth = 10_000

/** @throws StatusError BadRequest where arrays and objects of JSON lie in each other deeper than upstream reads them */
export function refuseDeepJson(bytes: Uint8Array): void {
  if (bytes.length > 2 * maxDepth && isNestedDeeper(bytes, maxDepth))
    throw badRequest('json parse error: exceeded max depth')
}
