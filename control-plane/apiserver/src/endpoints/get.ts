import { negotiate } from '../codec/representation.ts'
import { objectOf } from '../codec/stored-object.ts'
import { parseRevision } from '../registry/list-objects.ts'
import { reachRevision } from '../registry/reach-revision.ts'
import type { Endpoint } from './resource-call.ts'

/** GET of one object. */
export const getEndpoint: Endpoint = async ({ parts, request, info, resource }) => {
  const representation = negotiate(request, { transformations: ['Table', 'PartialObjectMetadata'] })
  await reachRevision(parts.registry, parseRevision(request.query.get('resourceVersion') ?? ''))
  const item = await parts.registry.get(
    { ...resource.storage, plural: resource.storage.plural },
    { namespace: info.namespace, name: info.name },
  )
  if (resource.custom) await resource.custom.prepare([objectOf(item)])
  return { kind: 'object', code: 200, resource, object: objectOf(item), item, representation }
}
