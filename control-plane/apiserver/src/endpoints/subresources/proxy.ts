import { admissionContextOf } from '../../admission/admission-context.ts'
import { nodeLocation } from '../../proxy/node-location.ts'
import { type Lookup, podLocation, serviceLocation } from '../../proxy/proxy-location.ts'
import { type ProxyTarget, proxyRequest } from '../../proxy/reverse-proxy.ts'
import { withRewrittenLinks } from '../../proxy/rewrite-links.ts'
import type { Answer } from '../../request/answer.ts'
import { admitConnection } from '../admit-connection.ts'
import type { Endpoint, ResourceCall } from '../resource-call.ts'
import type { Subresource } from './subresource.ts'

type Locate = (call: ResourceCall, lookup: Lookup) => Promise<ProxyTarget>

/** Hands the request on to what `locate` finds under the name in the path; `kind` is that of its options. */
function proxyTo(kind: string, locate: Locate): Endpoint {
  return async (call) => {
    const { parts, request } = call
    const { prefix, rest } = splitPath(request.path)
    await admitConnection(call, { kind, ...(rest ? { path: rest } : {}) })
    const redirect = rest === '' && request.method === 'GET' && !request.upgrade
    if (redirect) return movedTo(`${prefix}/${searchOf(request.query)}`)
    const location = await locate(call, admissionContextOf(parts.registry, parts.caches))
    const url = new URL(`${rest || '/'}${searchOf(request.query)}`, location.url)
    const answer = await proxyRequest(request, { tls: { isUnverified: true }, ...location, url })
    return withRewrittenLinks(answer, { prefix, url })
  }
}

/** The path up to `/proxy` and what is behind it, as the client wrote them. */
function splitPath(path: string): { prefix: string; rest: string } {
  const [prefix = path] = /^\/api\/[^/]+\/(?:namespaces\/[^/]+\/)?[^/]+\/[^/]+\/proxy/.exec(path) ?? []
  return { prefix, rest: path.slice(prefix.length) }
}

function searchOf(query: ResourceCall['request']['query']): string {
  const text = query.toString()
  return text ? `?${text}` : ''
}

/** Relative links of a page only work below a path that ends with a slash. */
function movedTo(location: string): Answer {
  return { kind: 'bytes', code: 301, contentType: 'text/plain', headers: { location }, body: '' }
}

/** Every method is passed on, whatever it means behind. */
function proxyOf(plural: string, endpoint: Endpoint): Subresource {
  const verbs = { create: endpoint, delete: endpoint, get: endpoint, patch: endpoint, update: endpoint }
  return { name: 'proxy', of: [plural], verbs, otherMethods: endpoint }
}

const ofPod: Locate = async ({ info }, lookup) => ({
  url: await podLocation(info.namespace, info.name, lookup),
})

const ofService: Locate = async ({ info }, lookup) => ({
  url: await serviceLocation(info.namespace, info.name, lookup),
})

const ofNode: Locate = ({ info, parts }, lookup) => nodeLocation(info.name, lookup, parts.kubeletConnection)

/** HTTP to what runs in a pod or behind a service, and to kubelets. */
export const proxies: readonly Subresource[] = [
  proxyOf('pods', proxyTo('PodProxyOptions', ofPod)),
  proxyOf('services', proxyTo('ServiceProxyOptions', ofService)),
  proxyOf('nodes', proxyTo('NodeProxyOptions', ofNode)),
]
