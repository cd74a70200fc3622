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
    const reply = origin === undefined ? undefined : answerFrom(served, origin, query)
    if (!reply) return next(query, signal)
    const { leadsTo, ...found } = reply
    return leadsTo === undefined ? found : chased(found, { ...query, name: leadsTo }, site, signal)
  }
}

/** Undefined for what the next plugin is to answer. */
function answerFrom(
  { plugin, zone: zoneAt, fallthrough }: ServedZones,
  origin: string,
  { name, type }: Query,
): (Reply & { readonly leadsTo?: string }) | undefined {
  const zone = zoneAt(origin)
  if (!zone) return { ...emptyReply('SERVFAIL'), plugin }
  const answer = zone.lookup(name, type)
  if (answer.rcode === 'NXDOMAIN' && fallthrough(origin)(name)) return undefined
  return answer.leadsTo === undefined
    ? { ...answer, plugin, repeat: { holds: () => zoneAt(origin) === zone } }
    : { ...answer, plugin }
}

async function chased(reply: Reply, query: Query, site: Site, signal: AbortSignal): Promise<Reply> {
  const depth = query.chased ?? 0
  if (depth > 7) return reply
  const found = await site.lookup({ ...query, chased: depth + 1 }, signal)
  return { ...reply, answers: [...reply.answers, ...(found?.answers ?? [])] }
}
