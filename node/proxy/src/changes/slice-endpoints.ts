import type { EndpointSlice } from '@knarr/api/discovery/v1'
import type { Endpoint, Protocol } from '../model/service-port.ts'

/** The endpoints one slice gives to the port of that name and protocol. */
export function endpointsOfSlice(
  slice: EndpointSlice,
  wanted: { readonly portName: string; readonly protocol: Protocol },
  nodeName: string,
): Endpoint[] {
  const port = slice.ports?.find(
    ({ name = '', protocol = 'TCP' }) => name === wanted.portName && protocol === wanted.protocol,
  )?.port
  if (!port) return []
  return (slice.endpoints ?? []).flatMap((endpoint) => {
    const ip = endpoint.addresses[0]
    if (!ip) return []
    const { conditions = {}, hints } = endpoint
    return [
      {
        ...{ ip, port },
        ready: conditions.ready ?? true,
        serving: conditions.serving ?? conditions.ready ?? true,
        terminating: conditions.terminating ?? false,
        isLocal: endpoint.nodeName === nodeName,
        zoneHints: (hints?.forZones ?? []).map(({ name }) => name),
        nodeHints: (hints?.forNodes ?? []).map(({ name }) => name),
      },
    ]
  })
}
