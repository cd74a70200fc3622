import { objectOf } from '../codec/stored-object.ts'
import { deleteIfPresent, deleteObject, deletionStatus } from '../registry/delete-object.ts'
import { listObjects } from '../registry/list-objects.ts'
import { deletionOptionsOf } from './deletion-options.ts'
import { listSelectionOf } from './list.ts'
import { type Endpoint, operationOf, representationOf } from './resource-call.ts'

const maxInFlight = 16

/** DELETE of one object: the object while it waits for its end, a Status once it is gone. */
export const deleteEndpoint: Endpoint = async (call) => {
  const { request, info, resource } = call
  const representation = representationOf({ request, resource })
  const options = await deletionOptionsOf(request)
  const operation = operationOf(call, {
    isDryRun: options.isDryRun,
    fieldManager: '',
    fieldValidation: 'Ignore',
  })
  const deleted = await deleteObject(operation, info.name, options)
  if ((deleted.isGone || deleted.isPending) && !resource.strategy.returnsDeletedObject) {
    const { as: _, ...plain } = representation
    const value = deletionStatus(operation, deleted.object)
    return { kind: 'value', code: 200, value, representation: plain }
  }
  const { object, item } = deleted
  return { kind: 'object', code: 200, resource, object, ...(item ? { item } : {}), representation }
}

/** DELETE of a collection: of everything a list with the same options shows. */
export const deleteCollectionEndpoint: Endpoint = async (call) => {
  const { parts, request, resource } = call
  const representation = representationOf({ request, resource }, 'PartialObjectMetadataList')
  const options = await deletionOptionsOf(request)
  const operation = operationOf(call, {
    isDryRun: options.isDryRun,
    fieldManager: '',
    fieldValidation: 'Ignore',
  })
  const { items, metadata } = await listObjects(parts.registry, resource, listSelectionOf(call))
  for (let start = 0; start < items.length; start += maxInFlight) {
    await Promise.all(
      items.slice(start, start + maxInFlight).map((item) => {
        const { name, namespace = '' } = objectOf(item).metadata
        return deleteIfPresent({ ...operation, namespace }, name, options)
      }),
    )
  }
  return { kind: 'list', code: 200, resource, items, metadata, representation }
}
