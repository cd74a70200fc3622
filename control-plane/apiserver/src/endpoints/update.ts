import { badRequest, cloneJson, type KubeObject } from '@knarr/machinery'
import { toStorageVersion } from '../codec/convert-object.ts'
import { readObject } from '../codec/request-body.ts'
import { type UpdateScope, updateObject } from '../registry/update-object.ts'
import type { Answer } from '../request/answer.ts'
import { dropDuplicateOwners } from './create.ts'
import { matchNamespace } from './match-namespace.ts'
import {
  type Endpoint,
  kindOfCall,
  operationOf,
  type ResourceCall,
  representationOf,
} from './resource-call.ts'
import { trackFields } from './track-fields.ts'
import { writeOptionsOf } from './write-options.ts'

/** PUT of an object. */
export const updateEndpoint: Endpoint = (call) => replace(call, 'main')

/** PUT of the object's status. */
export const updateStatusEndpoint: Endpoint = (call) => replace(call, 'status')

/** PUT to what `scope` lets it write. */
export async function replace(call: ResourceCall, scope: UpdateScope): Promise<Answer> {
  const { request, info, resource } = call
  const representation = representationOf({ request, resource })
  const options = writeOptionsOf(request, 'UpdateOptions')
  const sent = await readObject(request, kindOfCall(call), { ...options, custom: resource.custom })
  matchNamespace(call, sent)
  matchName(call, sent)
  dropDuplicateOwners(sent, request.warnings)
  const object = toStorageVersion(resource, sent)
  resource.strategy.defaults?.(object)
  const { isCreated, ...kept } = await updateObject(operationOf(call, options), {
    name: info.name,
    scope,
    revise(old) {
      const next = cloneJson(object)
      trackFields(call, options, { old, object: next })
      return next
    },
    mayCreate: scope === 'main' && resource.strategy.allowCreateOnUpdate === true,
  })
  return { kind: 'object', code: isCreated ? 201 : 200, resource, ...kept, representation }
}

/** An object is written under its own name. */
export function matchName({ info, resource }: ResourceCall, { metadata }: KubeObject): void {
  const { name = '', namespace = '' } = metadata
  if (!name) metadata.name = info.name
  else if (name !== info.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${info.name})`)
  }
  if (!resource.api.namespaced || !namespace || namespace === info.namespace) return
  throw badRequest(
    `the namespace of the object (${namespace}) does not match the namespace on the request (${info.namespace})`,
  )
}
