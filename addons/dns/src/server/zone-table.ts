import { parentOf } from '../message/name.ts'
import { emptyReply, type Handler, type Query, type Reply, type View } from '../plugin.ts'

/** A server block as one zone of an address has it. */
export interface ZoneChain {
  readonly handler: Handler
  readonly describe?: (query: Query) => Query
  /** It answers these queries only. */
  readonly view?: View
}

/** By zone, the chains of one listening address in the order they are tried; the longest zone a name lies in answers. */
export type ZoneTable = ReadonlyMap<string, readonly ZoneChain[]>

/** Hands a query to the first chain of its zone that is for it; REFUSED when there is none. */
export const answerFrom =
  (zones: ZoneTable): Handler =>
  async (query, signal) => {
    const found = chainFor(zones, query)
    const reply = found.chain ? await found.chain.handler(found.query, signal) : emptyReply('REFUSED')
    return found.isByView ? unrepeated(reply) : reply
  }

interface Found {
  readonly chain?: ZoneChain
  /** As the chain sees it. */
  readonly query: Query
  /** Another client might be answered by another chain. */
  readonly isByView: boolean
}

function chainFor(zones: ZoneTable, query: Query): Found {
  let found: Found = { query, isByView: false }
  for (let zone = query.name; ; zone = parentOf(zone)) {
    const next = accepting(zones.get(zone) ?? [], { ...query, zone })
    found = { ...(next.chain ? next : found), isByView: found.isByView || next.isByView }
    // A DS record stands on the parent's side of a cut.
    if (zone === '.' || (next.chain && (query.type !== 'DS' || zone !== query.name))) return found
  }
}

function accepting(chains: readonly ZoneChain[], query: Query): Found {
  let isByView = false
  for (const chain of chains) {
    const described = chain.describe ? chain.describe(query) : query
    const { view } = chain
    if (!view) return { chain, query: described, isByView }
    isByView = true
    if (view.accepts(described)) return { chain, query: { ...described, view: view.name }, isByView }
  }
  return { query, isByView }
}

function unrepeated(reply: Reply | undefined): Reply | undefined {
  return reply && { ...reply, repeat: undefined }
}
