import type { Pod } from '@knarr/api/core/v1'
import { badRequest, conflict, queryFlag, serviceUnavailable } from '@knarr/machinery'
import { type KubeletApi, servePortForward, serveRemoteCommand, type Upgrade } from '@knarr/rpc'
import { objectOf } from '../../codec/stored-object.ts'
import { requireAllowed } from '../../filters/authorization.ts'
import type { Answer } from '../../request/answer.ts'
import { admitConnection, type ConnectionOptions } from '../admit-connection.ts'
import type { Endpoint, ResourceCall } from '../resource-call.ts'
import { containerOf } from './log.ts'
import type { Subresource } from './subresource.ts'

const upgraded: Answer = { kind: 'upgraded', code: 101 }

interface Streamed {
  readonly pod: Pod
  readonly kubelet: KubeletApi
  readonly upgrade: Upgrade
}

/** Finds the pod and its kubelet. @throws StatusError where nothing can or may be streamed */
async function streamed(call: ResourceCall, options: ConnectionOptions): Promise<Streamed> {
  const { parts, request, info, resource } = call
  await requireCreate(call)
  await admitConnection(call, options)
  const pod = objectOf<Pod>(
    await parts.registry.get(resource.storage, { namespace: info.namespace, name: info.name }),
  )
  if (!request.upgrade) throw badRequest('Upgrade request required')
  const node = pod.spec.nodeName
  if (!node) throw conflict(resource.api, info.name, `pod ${info.name} does not have a host assigned`)
  if (!parts.kubelets) throw serviceUnavailable('no kubelet can be reached from this server')
  const kubelet = await parts.kubelets.dial(node)
  return { pod, kubelet, upgrade: { ...request.upgrade, query: request.query } }
}

/** A WebSocket begins with GET, but running something is never just reading (KEP-4006). */
async function requireCreate({ parts, request, info }: ResourceCall): Promise<void> {
  if (info.verb === 'create') return
  const { isResourceRequest, group, version, namespace, resource, subresource, name, path } = info
  const target = { isResourceRequest, group, version, namespace, resource, subresource, name, path }
  await requireAllowed(parts.authorizer, { ...target, user: request.user, verb: 'create' })
}

/** What exec and attach may be asked for. */
function remoteOptions(kind: string, { query }: ResourceCall['request']): ConnectionOptions {
  const switches = ['stdin', 'stdout', 'stderr', 'tty'].filter((name) => queryFlag(query.get(name)))
  const container = query.get('container')
  return {
    kind,
    ...Object.fromEntries(switches.map((name) => [name, true])),
    ...(container ? { container } : {}),
  }
}

const exec: Endpoint = async (call) => {
  const asked = remoteOptions('PodExecOptions', call.request)
  const { pod, kubelet, upgrade } = await streamed(call, {
    ...asked,
    command: call.request.query.getAll('command'),
  })
  const container = containerOf(pod, upgrade.query.get('container') ?? '')
  const command = upgrade.query.getAll('command')
  if (command.length === 0) throw badRequest('you must specify a command for the container')
  const target = { namespace: call.info.namespace, pod: call.info.name, container }
  await serveRemoteCommand(upgrade, call.parts.clock, (options) => kubelet.exec(target, command, options))
  return upgraded
}

const attach: Endpoint = async (call) => {
  const { pod, kubelet, upgrade } = await streamed(call, remoteOptions('PodAttachOptions', call.request))
  const container = containerOf(pod, upgrade.query.get('container') ?? '')
  const target = { namespace: call.info.namespace, pod: call.info.name, container }
  await serveRemoteCommand(upgrade, call.parts.clock, (options) => kubelet.attach(target, options))
  return upgraded
}

const portForward: Endpoint = async (call) => {
  const ports = call.request.query.getAll('ports').map(Number)
  const options = { kind: 'PodPortForwardOptions', ...(ports.length > 0 ? { ports } : {}) }
  const { kubelet, upgrade } = await streamed(call, options)
  const pod = { namespace: call.info.namespace, pod: call.info.name }
  await servePortForward(upgrade, (port) => kubelet.portForward(pod, port))
  return upgraded
}

const both = (endpoint: Endpoint): Subresource['verbs'] => ({ get: endpoint, create: endpoint })

/** What takes the connection over: exec, attach and port-forward. */
export const streams: readonly Subresource[] = [
  { name: 'exec', of: ['pods'], verbs: both(exec) },
  { name: 'attach', of: ['pods'], verbs: both(attach) },
  { name: 'portforward', of: ['pods'], verbs: both(portForward) },
]
