import { isIP } from 'node:net'
import { type Pod, pods, type Service, services } from '@knarr/api/core/v1'
import { badRequest, notFound, serviceUnavailable } from '@knarr/machinery'
import type { AdmissionContext } from '../admission/admission-plugin.ts'
import { readyAddress } from './service-endpoint.ts'

/** `http:web:80` taken apart: how upstream names the port of a pod or service in a path. */
export interface ProxyName {
  readonly scheme: 'http' | 'https'
  readonly name: string
  /** A number or the name of one; empty for the usual one. */
  readonly port: string
}

export type Lookup = Pick<AdmissionContext, 'find' | 'list' | 'random'>

/** Reads `name`, `name:port` and `scheme:name:port`. @throws StatusError BadRequest */
export function proxyNameOf(id: string, kind: 'pod' | 'service' | 'node'): ProxyName {
  const parts = id.split(':')
  const [scheme, name, port] = parts.length === 3 ? parts : ['', parts[0], parts[1]]
  const isKnown = parts.length <= 3 && name !== '' && ['', 'http', 'https'].includes(scheme ?? '')
  if (!isKnown || (port === '' && parts.length === 2)) {
    throw badRequest(`invalid ${kind} request ${JSON.stringify(id)}`)
  }
  return { scheme: scheme === 'https' ? 'https' : 'http', name: name ?? '', port: port ?? '' }
}

/** Where a pod answers: at the port named, or at the first its containers declare. @throws StatusError */
export async function podLocation(namespace: string, id: string, { find }: Lookup): Promise<URL> {
  const { scheme, name, port } = proxyNameOf(id, 'pod')
  const pod = await find<Pod>(pods, { namespace, name })
  if (!pod) throw notFound({ group: '', plural: 'pods' }, name)
  const declared = pod.spec.containers.flatMap(({ ports = [] }) =>
    ports.map(({ containerPort }) => containerPort),
  )
  return locationOf(scheme, pod.status?.podIP ?? '', port || String(declared[0] ?? ''))
}

/** Where one of a service's ready endpoints answers, at the port of that name or number. @throws StatusError */
export async function serviceLocation(namespace: string, id: string, lookup: Lookup): Promise<URL> {
  const { scheme, name, port } = proxyNameOf(id, 'service')
  const service = await lookup.find<Service>(services, { namespace, name })
  if (!service) throw notFound({ group: '', plural: 'services' }, name)
  const portName = portNameOf(service, port)
  const address = await readyAddress({ namespace, name, portName, shownAs: id }, lookup)
  return locationOf(scheme, address.host, String(address.port))
}

/** Endpoint slices know their ports by the service's names only. */
function portNameOf({ metadata, spec }: Service, port: string): string {
  if (!/^\d+$/.test(port)) return port
  const found = spec.ports?.find((each) => each.port === Number(port))
  if (found) return found.name ?? ''
  throw serviceUnavailable(`no service port ${port} found for service ${JSON.stringify(metadata.name)}`)
}

function locationOf(scheme: string, ip: string, port: string): URL {
  if (isIP(ip) === 0 || !isProxyable(ip)) throw badRequest('address not allowed')
  return urlAt(scheme, ip, port)
}

/** The root of what answers there; at the scheme's own port where none is named. */
export function urlAt(scheme: string, host: string, port: string): URL {
  return new URL(`${scheme}://${isIP(host) === 6 ? `[${host}]` : host}${port ? `:${port}` : ''}/`)
}

/** The server's own host and its neighbours on the link are not for clients to reach through it. */
export function isProxyable(ip: string): boolean {
  return !/^(127\.|169\.254\.|0\.0\.0\.0$|22[4-9]\.|23\d\.|::1?$|fe[89ab]|ff)/i.test(ip)
}
