import { zoneOf } from '../../message/name.ts'
import { emptyReply, type Plugin, type Query, type Reply, type Site } from '../../plugin.ts'
import type { Fallthrough } from '../../plugin-options.ts'
import type { Zone } from './zone.ts'

/** The zones a plugin answers from, by origin; one that is not loaded yet is a failure to ask for. */
export interface ServedZones {
  readonly plugin: string
  origins(): readonly string[]
  zone(origin: string): Zone | undefined
  fallthrough(origin: string): Fallthrough
}

/** Answers from the longest zone a name lies in. */
export function answerFromZones(served: ServedZones, site: Site): Plugin {
  return (next) => async (query, signal) => {
    const origin = query.class === 'IN' ? zoneOf(query.name, served.origins()) : undefined
    if (origin === undefined) return next(query, signal)
    const zone = served.zone(origin)
    if (!zone) return { ...emptyReply('SERVFAIL'), plugin: served.plugin }
    const { leadsTo, ...parts } = zone.lookup(query.name, query.type)
    if (parts.rcode === 'NXDOMAIN' && served.fallthrough(origin)(query.name)) return next(query, signal)
    const reply: Reply = { ...parts, plugin: served.plugin }
    return leadsTo === undefined
      ? { ...reply, repeat: { holds: () => served.zone(origin) === zone } }
      : chased(reply, { ...query, name: leadsTo }, site, signal)
  }
}

async function chased(reply: Reply, query: Query, site: Site, signal: AbortSignal): Promise<Reply> {
  const depth = query.chased ?? 0
  if (depth > 7) return reply
  const found = await site.lookup({ ...query, chased: depth + 1 }, signal)
  return { ...reply, answers: [...reply.answers, ...(found?.answers ?? [])] }
}
