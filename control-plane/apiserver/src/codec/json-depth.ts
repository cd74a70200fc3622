import { badRequest } from '@knarr/machinery'

/** Go's limit, without which a small body could exhaust the stack. */
const maxDepth = 10_000

/** @throws StatusError BadRequest where arrays and objects lie in each other deeper than upstream reads them */
export function refuseDeepJson(bytes: Uint8Array): void {
  if (bytes.length > 2 * maxDepth && isTooDeep(bytes))
    throw badRequest('json parse error: exceeded max depth')
}

/** Counts brackets, those in strings as well: a body that is refused for them has thousands in a row. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0
  for (const byte of bytes) {
    if (byte === 0x5b || byte === 0x7b) depth++
    else if (byte === 0x5d || byte === 0x7d) depth--
    if (depth > maxDepth) return true
  }
  return false
}
