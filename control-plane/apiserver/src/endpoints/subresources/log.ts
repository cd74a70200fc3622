import type { Pod } from '@knarr/api/core/v1'
import {
  badRequest,
  type FieldError,
  forbiddenField,
  internalError,
  invalid,
  invalidObject,
  notSupported,
  serviceUnavailable,
} from '@knarr/machinery'
import type { LogOptions } from '@knarr/rpc'
import { objectOf } from '../../codec/stored-object.ts'
import { isTrue } from '../../request/request-info.ts'
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

/** `v1.PodLogOptions` from the query. @throws StatusError Invalid */
function logOptionsOf(query: URLSearchParams, nowMs: number): LogOptions {
  const tailLines = numberOf(query, 'tailLines')
  const limitBytes = numberOf(query, 'limitBytes')
  const sinceSeconds = numberOf(query, 'sinceSeconds')
  const sinceTime = query.get('sinceTime') || undefined
  const stream = query.get('stream') || undefined
  const errors = errorsOf({ tailLines, limitBytes, sinceSeconds, sinceTime, stream })
  if (errors.length > 0) throw invalidObject({ group: '', kind: 'PodLogOptions' }, '', errors)
  const sinceTimeMs = sinceTime ? Date.parse(sinceTime) : sinceSeconds && nowMs - sinceSeconds * 1000
  return {
    follow: isTrue(query.get('follow')),
    previous: isTrue(query.get('previous')),
    timestamps: isTrue(query.get('timestamps')),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(sinceTimeMs === undefined ? {} : { sinceTimeMs }),
    ...(stream === undefined ? {} : { stream: stream as NonNullable<LogOptions['stream']> }),
  }
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (!text) return undefined
  if (/^-?\d+$/.test(text)) return Number(text)
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
}

interface RawLogOptions {
  tailLines: number | undefined
  limitBytes: number | undefined
  sinceSeconds: number | undefined
  sinceTime: string | undefined
  stream: string | undefined
}

const streams: readonly string[] = ['All', 'Stdout', 'Stderr']

function errorsOf({ tailLines, limitBytes, sinceSeconds, sinceTime, stream }: RawLogOptions): FieldError[] {
  const errors: FieldError[] = []
  const isNegative = 'must be greater than or equal to 0'
  if (tailLines !== undefined && tailLines < 0) errors.push(invalid('tailLines', tailLines, isNegative))
  if (limitBytes !== undefined && limitBytes < 1)
    errors.push(invalid('limitBytes', limitBytes, 'must be greater than 0'))
  if (sinceSeconds !== undefined && sinceTime) {
    errors.push(forbiddenField('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'))
  }
  if (stream !== undefined && !streams.includes(stream)) errors.push(notSupported('stream', stream, streams))
  else if (stream && stream !== 'All' && tailLines !== undefined) {
    errors.push(forbiddenField('', '`tailLines` and specific `stream` are mutually exclusive for now'))
  }
  return errors
}

export const log: Subresource = { name: 'log', of: ['pods'], verbs: { get } }
