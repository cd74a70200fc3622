import type { KubeObject } from '@knarr/machinery'
import { toStorageVersion } from '../codec/convert-object.ts'
import { readObject } from '../codec/request-body.ts'
import { createObject } from '../registry/create-object.ts'
import { matchNamespace } from './match-namespace.ts'
import { type Endpoint, kindOfCall, operationOf, representationOf } from './resource-call.ts'
import { trackFields } from './track-fields.ts'
import { writeOptionsOf } from './write-options.ts'

/** POST to a collection. */
export const createEndpoint: Endpoint = async (call) => {
  const { request, resource } = call
  const representation = representationOf({ request, resource })
  const options = writeOptionsOf(request, 'CreateOptions')
  const sent = await readObject(request, kindOfCall(call), { ...options, custom: resource.custom })
  matchNamespace(call, sent)
  dropDuplicateOwners(sent, request.warnings)
  const object = toStorageVersion(resource, sent)
  resource.strategy.defaults?.(object)
  trackFields(call, options, { old: undefined, object })
  const kept = await createObject(operationOf(call, options), object)
  return { kind: 'object', code: 201, resource, ...kept, representation }
}

/** An owner counts once, whatever the client wrote. */
export function dropDuplicateOwners({ metadata }: KubeObject, warnings: string[]): void {
  const owners = metadata.ownerReferences
  if (!owners || owners.length < 2) return
  const kept = owners.filter(({ uid }, index) => owners.findIndex((other) => other.uid === uid) === index)
  if (kept.length === owners.length) return
  const twice = new Set(owners.filter((owner) => !kept.includes(owner)).map(({ uid }) => uid))
  metadata.ownerReferences = kept
  warnings.push(
    `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${[...twice].join(', ')}`,
  )
}
