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
 * Endpoints stay in the slice they are in. New ones fill slices that change anyway, then the one slice they
 * fit into best, then new slices. What would be deleted while something of its family is made is rewritten
 * instead. A family without endpoints keeps one empty slice, so that "none" can be told from "not looked at".
 */
export function sliceChanges(
  existing: readonly EndpointSlice[],
  wanted: readonly EndpointGroup[],
  families: readonly EndpointGroup['addressType'][] = ['IPv4'],
): SliceChanges {
  const empty = families.filter((family) => !wanted.some(({ addressType }) => addressType === family))
  const placeholders = empty.map((addressType) => ({ addressType, ports: [], endpoints: [] }))
  const unclaimed = new Set(existing)
  const create: EndpointGroup[] = []
  const update: EndpointSlice[] = []
  for (const group of [...wanted, ...placeholders]) {
    const fitting = existing.filter((slice) => holds(slice, group))
    const plan = group.endpoints.length > 0 ? planFor(group, fitting) : planForNone(group, fitting)
    for (const slice of plan.kept) unclaimed.delete(slice)
    update.push(...plan.update)
    create.push(...plan.create)
  }
  return recycled({ create, update, remove: [...unclaimed] })
}

/** Whether a slice is of the group's family and ports. */
export function holds(slice: EndpointSlice, { addressType, ports }: EndpointGroup): boolean {
  return slice.addressType === addressType && deepEqual(slice.ports ?? [], ports)
}

interface Plan {
  /** Slices that stay, as they are or updated. */
  readonly kept: readonly EndpointSlice[]
  readonly update: readonly EndpointSlice[]
  readonly create: readonly EndpointGroup[]
}

function planForNone(group: EndpointGroup, fitting: readonly EndpointSlice[]): Plan {
  const [kept] = fitting
  if (!kept) return { kept: [], update: [], create: [group] }
  const update = (kept.endpoints ?? []).length > 0 ? [{ ...kept, endpoints: [] }] : []
  return { kept: [kept], update, create: [] }
}

interface Filling {
  readonly slice: EndpointSlice
  readonly endpoints: Endpoint[]
  changes: boolean
}

function planFor(group: EndpointGroup, fitting: readonly EndpointSlice[]): Plan {
  const wanted = new Map(group.endpoints.map((endpoint) => [identityOf(endpoint), endpoint]))
  const fillings = fitting
    .map((slice): Filling => {
      const endpoints = keep(slice, wanted)
      return { slice, endpoints, changes: !deepEqual(slice.endpoints ?? [], endpoints) }
    })
    .filter(({ endpoints }) => endpoints.length > 0)
  const left = [...wanted.values()]
  for (const filling of fillings) if (filling.changes) fill(filling, left)
  const best = bestFor(left.length, fillings)
  if (best) fill(best, left)
  const create: EndpointGroup[] = []
  while (left.length > 0) create.push({ ...group, endpoints: left.splice(0, maxEndpointsPerSlice) })
  const changing = fillings.filter(({ changes }) => changes)
  return {
    kept: fillings.map(({ slice }) => slice),
    update: changing.map(({ slice, endpoints }) => ({ ...slice, endpoints })),
    create,
  }
}

function fill(filling: Filling, left: Endpoint[]): void {
  const added = left.splice(0, maxEndpointsPerSlice - filling.endpoints.length)
  filling.endpoints.push(...added)
  if (added.length > 0) filling.changes = true
}

/** The slice that `count` more endpoints make the fullest without overflowing. */
function bestFor(count: number, fillings: readonly Filling[]): Filling | undefined {
  if (count === 0) return undefined
  return fillings
    .filter(({ endpoints }) => endpoints.length + count <= maxEndpointsPerSlice)
    .toSorted((a, b) => b.endpoints.length - a.endpoints.length)[0]
}

function recycled({ create, update, remove }: SliceChanges): SliceChanges {
  const made = [...create]
  const rewritten: EndpointSlice[] = []
  const removed = remove.filter((slice) => {
    const index = made.findLastIndex(({ addressType }) => addressType === slice.addressType)
    const [group] = index < 0 ? [] : made.splice(index, 1)
    if (group) rewritten.push({ ...slice, ports: [...group.ports], endpoints: [...group.endpoints] })
    return !group
  })
  return { create: made, update: [...update, ...rewritten], remove: removed }
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
