import { decodeYaml } from '@knarr/api'
import { badRequest } from '@knarr/machinery'

/** A body in JSON or YAML; undefined where there is none. @throws StatusError BadRequest */
export function readJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined
  try {
    return decodeYaml(bytes).value
  } catch (error) {
    throw badRequest(`error decoding the body: ${(error as Error).message}`)
  }
}
