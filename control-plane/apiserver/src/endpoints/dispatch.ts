import type { ApiResource } from '@knarr/api'
import { StatusError } from '@knarr/machinery'
import type { Answer, Handler } from '../request/answer.ts'
import type { RequestInfo } from '../request/request-info.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { computedResources } from './computed/order.ts'
import { createEndpoint } from './create.ts'
import { deleteCollectionEndpoint, deleteEndpoint } from './delete.ts'
import { getEndpoint } from './get.ts'
import { listEndpoint } from './list.ts'
import { patchEndpoint } from './patch.ts'
import type { Endpoint, ResourceCall } from './resource-call.ts'
import { reviews } from './reviews/order.ts'
import type { ServerParts } from './server-parts.ts'
import { bindingsEndpoint } from './subresources/binding.ts'
import { subresources } from './subresources/order.ts'
import { updateEndpoint } from './update.ts'
import { watchEndpoint } from './watch.ts'

const verbs: Readonly<Record<string, Endpoint>> = {
  get: getEndpoint,
  list: listEndpoint,
  watch: watchEndpoint,
  create: createEndpoint,
  update: updateEndpoint,
  patch: patchEndpoint,
  delete: deleteEndpoint,
  deletecollection: deleteCollectionEndpoint,
}

/** Answers requests for resources. */
export function resourceHandler(parts: ServerParts): Handler {
  return (request) => {
    const { info } = request
    const entry = parts.catalog.find(info.group, info.version, info.resource)
    if (!entry || isMisplaced(info, entry.api.namespaced)) throw noSuchResource()
    if (!entry.strategy) return reviewOf(parts, request, entry.api)
    if (entry.custom?.deprecation) request.warnings.push(entry.custom.deprecation)
    const call: ResourceCall = { parts, request, info, resource: entry }
    return endpointOf(call)(call)
  }
}

/** A namespace in the path of a resource that has none, or none where an object needs one. */
function isMisplaced({ namespace, resource, verb, name }: RequestInfo, isNamespaced: boolean): boolean {
  if (!isNamespaced) return namespace !== '' && resource !== 'namespaces'
  return namespace === '' && !['list', 'watch', 'deletecollection', 'create'].includes(verb) && name !== ''
}

function endpointOf(call: ResourceCall): Endpoint {
  const { info, resource, parts } = call
  if (!info.subresource) {
    const endpoint = resource.api.verbs.includes(info.verb) ? endpointsOf(resource.api)[info.verb] : undefined
    if (!endpoint || !isRouted(info, resource.api.namespaced)) throw methodNotAllowed()
    return endpoint
  }
  const served = resource.subresources.get(info.subresource)
  if (!served) throw noSuchResource()
  const known = subresources.find(
    ({ name, of }) => name === info.subresource && (!of || of.includes(resource.api.plural)),
  )
  const endpoint = served.verbs.includes(info.verb)
    ? (known?.verbs[info.verb] ?? parts.functions.endpointOf(call))
    : undefined
  if (endpoint) return endpoint
  // A method without a verb, such as OPTIONS.
  if (info.verb === '' && known?.otherMethods) return known.otherMethods
  throw methodNotAllowed()
}

function endpointsOf({ group, plural }: ApiResource): Readonly<Record<string, Endpoint>> {
  return computedResources.find((each) => each.plural === plural && each.group === group)?.verbs ?? verbs
}

/** Across all namespaces there is only reading, and nothing is created under a name in the path. */
function isRouted({ verb, name, namespace }: RequestInfo, isNamespaced: boolean): boolean {
  if (verb === 'create' && name) return false
  return !isNamespaced || namespace !== '' || (verb !== 'create' && verb !== 'deletecollection')
}

async function reviewOf(
  parts: ServerParts,
  request: ServerRequest,
  api: ResourceCall['resource']['api'],
): Promise<Answer> {
  const { info } = request
  if (info.verb !== 'create' || info.subresource) throw methodNotAllowed()
  if (api.plural === 'bindings') {
    const pods = parts.catalog.find('', api.version, 'pods')
    if (!pods?.strategy) throw noSuchResource()
    return bindingsEndpoint({ parts, request, info: { ...info, subresource: 'binding' }, resource: pods })
  }
  const found = reviews.find(({ group, plural }) => group === api.group && plural === api.plural)
  if (!found) throw noSuchResource()
  return found.review({ parts, request, info, api })
}

export function noSuchResource(): StatusError {
  const message = 'the server could not find the requested resource'
  return new StatusError({ reason: 'NotFound', code: 404, message, details: {} })
}

function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource'
  return new StatusError({ reason: 'MethodNotAllowed', code: 405, message, details: {} })
}
