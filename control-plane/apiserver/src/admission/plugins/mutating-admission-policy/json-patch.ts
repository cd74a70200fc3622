import { CelError, CelList, CelMap, jsonOfValue, type Value } from '@knarr/cel'

/** The operations of a JSON patch that an expression came to. @throws CelError */
export function patchOperations(value: Value): unknown[] {
  if (!(value instanceof CelList))
    throw new CelError('type mismatch: JSONPatchType.expression should evaluate to array')
  return Array.from(value, operationOf)
}

function operationOf(value: Value): unknown {
  if (value instanceof CelMap) return jsonOfValue(value)
  throw new CelError('type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch')
}
