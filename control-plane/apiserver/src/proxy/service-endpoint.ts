import type { ServiceReference } from '@knarr/api/admissionregistration/v1'
import { type Service, services } from '@knarr/api/core/v1'
import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import { notFound, serviceUnavailable } from '@knarr/machinery'
import type { AdmissionContext } from '../admission/admission-plugin.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

interface ServicePortName {
  readonly namespace: string
  readonly name: string
  readonly portName: string
  readonly shownAs?: string
}

const nameLabel = 'kubernetes.io/service-name'

/**
 * Where a service answers now: one of its ready endpoints, since this process is not behind the proxy.
 * @throws StatusError NotFound, ServiceUnavailable
 */
export async function serviceEndpoint(
  { namespace, name, port = 443 }: ServiceReference,
  context: AdmissionContext,
): Promise<Address> {
  const service = await context.find<Service>(services, { namespace, name })
  if (!service) throw notFound({ group: '', plural: 'service' }, name)
  const { type, externalName, ports = [] } = service.spec
  if (type === 'ExternalName') return { host: externalName ?? '', port }
  const wanted = ports.find((each) => each.port === port)
  if (!wanted) throw serviceUnavailable(`no service port ${port} found for service ${JSON.stringify(name)}`)
  return readyAddress({ namespace, name, portName: wanted.name ?? '' }, context)
}

/**
 * One of the ready addresses of a service at the port of that name, by its slices.
 * @throws StatusError ServiceUnavailable, naming the service as `shownAs`
 */
export async function readyAddress(
  { namespace, name, portName, shownAs = name }: ServicePortName,
  { list, random }: Pick<AdmissionContext, 'list' | 'random'>,
): Promise<Address> {
  const slices = await slicesOf({ namespace, name }, list)
  const found = slices.flatMap((slice) => readyAddresses(slice, portName))
  const chosen = found[Math.floor(random.next() * found.length)]
  if (!chosen) throw serviceUnavailable(`no endpoints available for service ${JSON.stringify(shownAs)}`)
  return chosen
}

/** The slices of a service. */
export async function slicesOf(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  list: AdmissionContext['list'],
): Promise<EndpointSlice[]> {
  const slices = await list<EndpointSlice>(endpointSlices, namespace)
  return slices.filter(({ metadata }) => metadata.labels?.[nameLabel] === name)
}

/** Where a slice says that the port of that name answers. */
export function readyAddresses({ endpoints, ports }: EndpointSlice, portName: string): Address[] {
  const port = ports?.find(({ name }) => (name ?? '') === portName)?.port
  if (!port) return []
  return (endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false)
    .flatMap(({ addresses }) => addresses.map((host) => ({ host, port })))
}
