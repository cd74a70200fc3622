import type { Endpoint, EndpointSlice } from '@knarr/api/discovery/v1'
import { deepEqual } from '@knarr/machinery'
import type { EndpointGroup } from './desired-endpoints.ts'

export const maxEndpointsPerSlice = 100

/** How existing slices become what is wanted, with as few writes as possible. */
export interface SliceChanges {
  readonly create: readonly EndpointGroup[]
  readonly update: readonly EndpointSlice[]
  readonly remove: readonly EndpointSlice[]
}

/**
 * Endpoints stay in the slice they are in; new ones fill what has room, then new slices. A service always
 * keeps one slice, be it empty, so that "no endpoints" can be told from "not looked at yet".
 */
export function sliceChanges(
  existing: readonly EndpointSlice[],
  wanted: readonly EndpointGroup[],
): SliceChanges {
  const groups = wanted.length > 0 ? wanted : [placeholderFor(existing)]
  const unclaimed = new Set(existing)
  const create: EndpointGroup[] = []
  const update: EndpointSlice[] = []
  for (const group of groups) {
    const fitting = existing.filter((slice) => unclaimed.has(slice) && holds(slice, group))
    const { filled, overflow } = distribute(group, fitting)
    for (const [slice, endpoints] of filled) {
      const isNeeded = endpoints.length > 0 || group.endpoints.length === 0
      if (!isNeeded) continue
      unclaimed.delete(slice)
      if (!deepEqual(slice.endpoints ?? [], endpoints)) update.push({ ...slice, endpoints })
    }
    create.push(...overflow)
  }
  return { create, update, remove: [...unclaimed] }
}

function placeholderFor(existing: readonly EndpointSlice[]): EndpointGroup {
  const [first] = existing
  const addressType = first?.addressType === 'IPv6' ? 'IPv6' : 'IPv4'
  return { addressType, ports: first?.ports ?? [], endpoints: [] }
}

function holds(slice: EndpointSlice, { addressType, ports }: EndpointGroup): boolean {
  return slice.addressType === addressType && deepEqual(slice.ports ?? [], ports)
}

function distribute(
  group: EndpointGroup,
  slices: readonly EndpointSlice[],
): { filled: Map<EndpointSlice, Endpoint[]>; overflow: EndpointGroup[] } {
  const isEmpty = group.endpoints.length === 0
  const wanted = new Map(group.endpoints.map((endpoint) => [identityOf(endpoint), endpoint]))
  const filled = new Map<EndpointSlice, Endpoint[]>()
  for (const slice of isEmpty ? slices.slice(0, 1) : slices) filled.set(slice, keep(slice, wanted))
  const left = [...wanted.values()]
  for (const kept of filled.values()) kept.push(...left.splice(0, maxEndpointsPerSlice - kept.length))
  const overflow: EndpointGroup[] = isEmpty && filled.size === 0 ? [group] : []
  while (left.length > 0) overflow.push({ ...group, endpoints: left.splice(0, maxEndpointsPerSlice) })
  return { filled, overflow }
}

/** The slice's endpoints that are still wanted, as they are now; they are taken off `wanted`. */
function keep(slice: EndpointSlice, wanted: Map<string, Endpoint>): Endpoint[] {
  return (slice.endpoints ?? []).flatMap((endpoint) => {
    const identity = identityOf(endpoint)
    const next = wanted.get(identity)
    wanted.delete(identity)
    return next ? [next] : []
  })
}

function identityOf({ targetRef, addresses }: Endpoint): string {
  return `${targetRef?.uid ?? ''} ${addresses.join(',')}`
}
