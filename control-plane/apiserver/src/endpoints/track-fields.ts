import { apiVersionOf, schemaOf } from '@knarr/api'
import { type KubeObject, timestamp } from '@knarr/machinery'
import { toServedVersion } from '../codec/convert-object.ts'
import { hasStatusSubresource, isStorageVersion, type ServedResource } from '../registry/served-resource.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { type FieldWrite, trackUpdate } from '../server-side-apply/field-manager.ts'
import { emptySet, type FieldSet } from '../server-side-apply/field-set.ts'
import type { ResourceCall } from './resource-call.ts'
import type { WriteOptions } from './write-options.ts'

const status: FieldSet = { 'f:status': emptySet }
const spec: FieldSet = { 'f:spec': emptySet }

/** The write of a call as field management sees it. */
export function fieldWriteOf(call: ResourceCall, { fieldManager }: WriteOptions): FieldWrite {
  const { parts, request, info, resource } = call
  return {
    manager: fieldManager || unnamedManager(request),
    apiVersion: apiVersionOf(resource.api),
    subresource: info.subresource,
    type: schemaOf(resource.api) ?? resource.custom?.fieldTypes,
    reset: resetBy(info.subresource, resource),
    time: timestamp(parts.clock.now()),
  }
}

/** Fields that the endpoint leaves as they are: nobody comes to own them by it. */
function resetBy(subresource: string, resource: ServedResource): FieldSet {
  if (subresource !== 'status') return hasStatusSubresource(resource) ? status : emptySet
  const { keptByStatus = [] } = resource.strategy
  if (keptByStatus.length === 0) return spec
  return { ...spec, 'f:metadata': Object.fromEntries(keptByStatus.map((field) => [`f:${field}`, emptySet])) }
}

/** A client that does not say what it is; components in this process are told by their users. */
function unnamedManager({ user, remoteAddress }: ServerRequest): string {
  return remoteAddress ? 'unknown' : user.name.replace(/^system:/, '')
}

/**
 * Notes who changed what in the new object's managed fields. Objects are in the storage version; fields are named as
 * in the version of the call.
 */
export function trackFields(
  call: ResourceCall,
  options: WriteOptions,
  { old, object }: { old: KubeObject | undefined; object: KubeObject },
): void {
  const { resource } = call
  const write = fieldWriteOf(call, options)
  if (isStorageVersion(resource)) {
    trackUpdate(old, object, write)
    return
  }
  const served = toServedVersion(resource, object)
  trackUpdate(old && toServedVersion(resource, old), served, write)
  object.metadata.managedFields = served.metadata.managedFields
  if (!object.metadata.managedFields) delete object.metadata.managedFields
}
