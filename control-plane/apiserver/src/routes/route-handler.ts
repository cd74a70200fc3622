import type { Aggregator } from '../aggregation/aggregator.ts'
import { plainJson } from '../codec/representation.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { Answer, Handler } from '../request/answer.ts'
import { notFoundAnswer } from './not-found.ts'
import type { Route } from './route.ts'

/** What another server answers to that server, resources to `resources`, every other path to the first route that knows it. */
export function routeHandler(
  routes: readonly Route[],
  resources: Handler,
  { catalog, aggregator }: { readonly catalog: ResourceCatalog; readonly aggregator: Aggregator },
): Handler {
  return (request) => {
    const { info, path } = request
    const remote = aggregator.handles(request)
    if (remote) return aggregator.answer(request, remote)
    if (info.isResourceRequest && catalog.hasVersion(info.group, info.version)) return resources(request)
    if (path === '/') return Promise.resolve(pathList(routes))
    const route = routes.find((known) => known.handles(path))
    return route ? route.answer(request) : notFoundAnswer(catalog, request)
  }
}

/** What there is to read, as upstream lists it at `/`. */
function pathList(routes: readonly Route[]): Answer {
  const paths = routes.flatMap((route) => route.paths).sort()
  return { kind: 'value', code: 200, value: { paths }, representation: { ...plainJson, isPretty: true } }
}
