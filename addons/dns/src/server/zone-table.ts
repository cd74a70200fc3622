import { parentOf } from '../message/name.ts'
import { emptyReply, type Handler, type Query } from '../plugin.ts'

/** The chains of one listening address by zone; the longest zone a name lies in answers. */
export type ZoneTable = ReadonlyMap<string, Handler>

/** Hands a query to the chain of its zone; REFUSED when there is none. */
export const answerFrom =
  (zones: ZoneTable): Handler =>
  async (query, signal) => {
    const zone = zoneFor(zones, query)
    const handler = zone === undefined ? undefined : zones.get(zone)
    return handler ? handler({ ...query, zone: zone ?? '' }, signal) : emptyReply('REFUSED')
  }

function zoneFor(zones: ZoneTable, { name, type }: Query): string | undefined {
  let found: string | undefined
  for (let at = name; ; at = parentOf(at)) {
    if (zones.has(at)) {
      // A DS record stands on the parent's side of a cut.
      if (type !== 'DS' || at !== name) return at
      found = at
    }
    if (at === '.') return found
  }
}
