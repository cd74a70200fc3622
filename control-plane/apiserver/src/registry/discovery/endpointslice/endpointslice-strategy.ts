import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import { deepEqual } from '@knarr/machinery'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { firstThree } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { validateEndpointSlice, validateEndpointSliceUpdate } from './endpointslice-validation.ts'

export const endpointSliceStrategy: Strategy<EndpointSlice> = strategyOf<EndpointSlice>({
  resource: endpointSlices,
  defaults: (slice) => {
    slice.endpoints ??= []
    for (const port of slice.ports ?? []) {
      port.name ??= ''
      port.protocol ??= 'TCP'
    }
  },
  validate: validateEndpointSlice,
  validateUpdate: validateEndpointSliceUpdate,
  bumpsGeneration: (slice, old) => !deepEqual(contentOf(slice), contentOf(old)),
  table: tableOf(
    [
      column('AddressType', 'The kind of the addresses.'),
      column('Ports', 'The first ports.'),
      column('Endpoints', 'The first addresses.'),
      ageColumn,
    ],
    (slice, nowMs) => [
      slice.addressType,
      firstThree(
        (slice.ports ?? []).map(({ port, name }) => (port === undefined ? name || '*' : String(port))),
      ),
      firstThree((slice.endpoints ?? []).flatMap(({ addresses }) => addresses)),
      ageOf(slice, nowMs),
    ],
  ),
})

function contentOf({ endpoints, ports, addressType, metadata }: EndpointSlice): unknown {
  return [endpoints, ports, addressType, metadata.labels ?? {}]
}
