import type { GroupVersionKind } from '@knarr/api'
import { negotiate, type Representation } from '../codec/representation.ts'
import type { Operation } from '../registry/operation.ts'
import type { ServedResource } from '../registry/served-resource.ts'
import type { Answer } from '../request/answer.ts'
import type { RequestInfo } from '../request/request-info.ts'
import type { ServerRequest } from '../request/server-request.ts'
import type { ServerParts } from './server-parts.ts'
import type { WriteOptions } from './write-options.ts'

/** A request for one resource, with all an endpoint needs to answer it. */
export interface ResourceCall {
  readonly parts: ServerParts
  readonly request: ServerRequest
  readonly info: RequestInfo
  readonly resource: ServedResource
}

export type Endpoint = (call: ResourceCall) => Promise<Answer>

/** The kind of bodies and answers of the resource itself. */
export function kindOfCall({ resource }: ResourceCall): GroupVersionKind {
  const { group, version, kind } = resource.api
  return { group, version, kind }
}

/** The form the client wants objects of the resource in. @throws StatusError NotAcceptable */
export function representationOf(
  { request, resource }: Pick<ResourceCall, 'request' | 'resource'>,
  metadataOnly: 'PartialObjectMetadata' | 'PartialObjectMetadataList' = 'PartialObjectMetadata',
): Representation {
  return negotiate(request, {
    transformations: ['Table', metadataOnly],
    hasProtobuf: resource.custom === undefined,
  })
}

/** A write that follows from something admission has seen already. */
export function admittedOperationOf(call: ResourceCall, options: WriteOptions): Operation {
  return { ...operationOf(call, options), admission: { admit: async () => {}, validate: async () => {} } }
}

export function operationOf(
  { parts, request, info, resource }: ResourceCall,
  options: WriteOptions,
): Operation {
  return {
    registry: parts.registry,
    admission: parts.admission,
    resource,
    subresource: info.subresource,
    namespace: resource.api.namespaced ? info.namespace : '',
    user: request.user,
    isDryRun: options.isDryRun,
    fieldManager: options.fieldManager,
    warnings: request.warnings,
    ...(request.audit ? { annotate: request.audit.annotate } : {}),
  }
}
