import type { KubeObject } from '@knarr/machinery'
import { cloneJson } from '@knarr/machinery'
import { toServedVersion, toStorageVersion } from '../../codec/convert-object.ts'
import { negotiate } from '../../codec/representation.ts'
import { readObject } from '../../codec/request-body.ts'
import { updateObject } from '../../registry/update-object.ts'
import { patchedObject, readPatch } from '../patch.ts'
import { type Endpoint, kindOfCall, operationOf } from '../resource-call.ts'
import { matchName } from '../update.ts'
import { writeOptionsOf } from '../write-options.ts'

/** Takes over into `object`, a copy of what is there, the part of `sent` that a subresource may change. */
export type TakePart<T extends KubeObject> = (object: T, sent: T) => void

/** PUT to a subresource whose body is the whole object but which writes only a part of it. */
export function updatePart<T extends KubeObject>(take: TakePart<T>): Endpoint {
  return async (call) => {
    const { request, info, resource } = call
    const representation = negotiate(request)
    const options = writeOptionsOf(request, 'UpdateOptions')
    const sent = toStorageVersion(resource, await readObject(request, kindOfCall(call), options))
    matchName(call, sent)
    const { isCreated: _, ...kept } = await updateObject(operationOf(call, options), {
      name: info.name,
      scope: 'subresource',
      revise: (old) => partlyRevised(old as T, sent as T, take),
    })
    return { kind: 'object', code: 200, resource, ...kept, representation }
  }
}

/** PATCH likewise. */
export function patchPart<T extends KubeObject>(take: TakePart<T>): Endpoint {
  return async (call) => {
    const { request, info, resource } = call
    const representation = negotiate(request)
    const gvk = kindOfCall(call)
    const read = await readPatch(request, gvk)
    const options = writeOptionsOf(request, 'PatchOptions')
    const { isCreated: _, ...kept } = await updateObject(operationOf(call, options), {
      name: info.name,
      scope: 'subresource',
      revise(old) {
        const { fieldValidation } = options
        const context = { gvk, fieldValidation, warnings: request.warnings }
        const sent = patchedObject(read, toServedVersion(resource, old as T), context)
        matchName(call, sent)
        const next = partlyRevised(old as T, toStorageVersion(resource, sent) as T, take)
        if (next.metadata.resourceVersion === old?.metadata.resourceVersion)
          next.metadata.resourceVersion = ''
        return next
      },
    })
    return { kind: 'object', code: 200, resource, ...kept, representation }
  }
}

function partlyRevised<T extends KubeObject>(old: T, sent: T, take: TakePart<T>): T {
  const object = cloneJson(old)
  object.metadata.resourceVersion = sent.metadata.resourceVersion
  object.metadata.uid = sent.metadata.uid
  take(object, sent)
  return object
}
