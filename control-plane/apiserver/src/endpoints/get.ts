import { objectOf } from '../codec/stored-object.ts'
import { parseRevision } from '../registry/list-objects.ts'
import { reachRevision } from '../registry/reach-revision.ts'
import { type Endpoint, representationOf } from './resource-call.ts'

/** GET of one object. */
export const getEndpoint: Endpoint = async ({ parts, request, info, resource }) => {
  const representation = representationOf({ request, resource })
  const { query } = request
  const revision = parseRevision(query.get('resourceVersion') ?? '')
  if (revision > 0) await reachRevision(parts.registry, revision)
  const isPast = revision > 0 && query.get('resourceVersionMatch') === 'Exact'
  const key = { namespace: info.namespace, name: info.name }
  const item = await (isPast
    ? parts.registry.getAt(resource.storage, key, revision)
    : parts.registry.get(resource.storage, key))
  if (resource.custom?.prepare) await resource.custom.prepare([objectOf(item)])
  return { kind: 'object', code: 200, resource, object: objectOf(item), item, representation }
}
