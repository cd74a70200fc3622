import type { Pod } from '@knarr/api/core/v1'
import { badRequest, internalError, serviceUnavailable } from '@knarr/machinery'
import { logOptionsOf } from '@knarr/rpc'
import { objectOf } from '../../codec/stored-object.ts'
import type { Endpoint } from '../resource-call.ts'
import type { Subresource } from './subresource.ts'

/** GET of a container's output, as it comes from the kubelet of the pod's node. */
const get: Endpoint = async ({ parts, request, info, resource }) => {
  const item = await parts.registry.get(resource.storage, { namespace: info.namespace, name: info.name })
  const pod = objectOf<Pod>(item)
  const options = logOptionsOf(request.query, parts.clock.now())
  const container = containerOf(pod, request.query.get('container') ?? '')
  const node = pod.spec.nodeName
  if (!node) return { kind: 'bytes', code: 200, contentType: 'text/plain', body: '' }
  if (!parts.kubelets) throw serviceUnavailable('no kubelet can be reached from this server')
  const kubelet = await parts.kubelets.dial(node)
  const target = { namespace: info.namespace, pod: info.name, container }
  const body = await kubelet.containerLogs(target, options, request.signal)
  return { kind: 'bytes', code: 200, contentType: 'text/plain', body }
}

/** Which container is meant: the one asked for, or the only one there is. */
export function containerOf({ metadata, spec }: Pod, asked: string): string {
  const containers = spec.containers.map(({ name }) => name)
  const init = (spec.initContainers ?? []).map(({ name }) => name)
  const ephemeral = (spec.ephemeralContainers ?? []).map(({ name }) => name)
  if (asked) {
    if ([...containers, ...init, ...ephemeral].includes(asked)) return asked
    throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`)
  }
  const marked = metadata.annotations?.['kubectl.kubernetes.io/default-container']
  if (marked && containers.includes(marked)) return marked
  const [first] = containers
  if (first !== undefined && containers.length === 1) return first
  if (first === undefined) throw internalError(new Error(`pod ${metadata.name} has no containers`))
  const others = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : ''
  const start = `a container name must be specified for pod ${metadata.name}, choose one of: [${containers.join(' ')}]`
  throw badRequest(start + others)
}

export const log: Subresource = { name: 'log', of: ['pods'], verbs: { get } }
