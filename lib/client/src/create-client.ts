import { apiVersionOf, pathOf, type Resource } from '@knarr/api'
import { type KubeList, type KubeObject, keyOf } from '@knarr/machinery'
import type { Client, DeleteOptions, Patch, WatchOptions, WriteOptions } from './client.ts'
import type { ApiRequest, Transport } from './transport.ts'

const patchContentTypes: Record<Patch['type'], string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
}

/** Typed calls over any transport; paths, queries and content types are the REST API's own. */
export function createClient(transport: Transport): Client {
  return {
    get: (resource, key, options = {}) =>
      transport.request({ method: 'GET', path: pathOf(resource, { ...key, ...options }) }),

    list: async (resource, options = {}) => {
      const request = { method: 'GET' as const, path: pathOf(resource, options), query: listQuery(options) }
      return withItemTypes(resource, await transport.request(signalled(request, options)))
    },

    watch: (resource, options = {}) => {
      const query = { watch: 'true', ...listQuery(options) }
      return transport.watch(signalled({ method: 'GET', path: pathOf(resource, options), query }, options))
    },

    create: (resource, object, options = {}) => {
      const { namespace } = keyOf(object)
      const named = options.subresource ? { name: keyOf(object).name, subresource: options.subresource } : {}
      const body = options.subresource ? object : typed(resource, object)
      return transport.request(
        write({ method: 'POST', path: pathOf(resource, { namespace, ...named }), body }, options),
      )
    },

    update: (resource, object, options = {}) => put(transport, resource, object, options),
    updateStatus: (resource, object, options = {}) =>
      put(transport, resource, object, { ...options, subresource: 'status' }),

    patch: (resource, key, patch, options = {}) => {
      const path = pathOf(resource, { ...key, subresource: options.subresource })
      const body = patch.type === 'apply' ? typed(resource, patch.patch) : patch.patch
      const force: Record<string, string> = patch.type === 'apply' && patch.force ? { force: 'true' } : {}
      const request = write({ method: 'PATCH', path, body }, options)
      return transport.request({
        ...request,
        query: { ...request.query, ...force },
        contentType: patchContentTypes[patch.type],
      })
    },

    delete: async (resource, key, options = {}) => {
      const request = { method: 'DELETE' as const, path: pathOf(resource, key), ...deleteBody(options) }
      await transport.request(signalled(request, options))
    },

    deleteCollection: async (resource, options = {}) => {
      const path = pathOf(resource, options)
      const request = { method: 'DELETE' as const, path, query: listQuery(options), ...deleteBody(options) }
      await transport.request(signalled(request, options))
    },
  }
}

function put<T extends KubeObject>(
  transport: Transport,
  resource: Resource<T>,
  object: T,
  options: WriteOptions,
): Promise<T> {
  const path = pathOf(resource, { ...keyOf(object), subresource: options.subresource })
  const body = options.subresource === 'status' || !options.subresource ? typed(resource, object) : object
  return transport.request(write({ method: 'PUT', path, body }, options))
}

function typed(resource: Resource, object: object): object {
  return { apiVersion: apiVersionOf(resource), kind: resource.kind, ...object }
}

function write(request: ApiRequest, { dryRun, fieldManager, signal }: WriteOptions): ApiRequest {
  const query = { ...(dryRun ? { dryRun: 'All' } : {}), ...(fieldManager ? { fieldManager } : {}) }
  return signalled({ ...request, query }, { signal })
}

function signalled(request: ApiRequest, { signal }: { readonly signal?: AbortSignal }): ApiRequest {
  return signal ? { ...request, signal } : request
}

const listQueryKeys = [
  'labelSelector',
  'fieldSelector',
  'resourceVersion',
  'resourceVersionMatch',
  'limit',
  'continue',
  'allowWatchBookmarks',
  'sendInitialEvents',
  'timeoutSeconds',
] as const

function listQuery(options: WatchOptions): Record<string, string> {
  const set = listQueryKeys.filter((key) => options[key] !== undefined && options[key] !== '')
  return Object.fromEntries(set.map((key) => [key, String(options[key])]))
}

function deleteBody(options: DeleteOptions): { body?: object } {
  const { gracePeriodSeconds, propagationPolicy, preconditions } = options
  const given = Object.entries({ gracePeriodSeconds, propagationPolicy, preconditions }).filter(
    ([, value]) => value !== undefined,
  )
  if (given.length === 0) return {}
  return { body: { kind: 'DeleteOptions', apiVersion: 'v1', ...Object.fromEntries(given) } }
}

/** Items of a built-in list carry no kind on the wire; everything that works on objects wants one. */
function withItemTypes<T extends KubeObject>(resource: Resource<T>, list: KubeList<T>): KubeList<T> {
  const items = list.items ?? []
  if (items.every((item) => item.kind)) return list.items ? list : { ...list, items }
  return Object.freeze({ ...list, items: items.map((item) => Object.freeze(typed(resource, item) as T)) })
}
