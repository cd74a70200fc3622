import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { every, type Timer } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError, wrongArguments } from '../../corefile/corefile-error.ts'
import { zoneOf } from '../../message/name.ts'
import type { PluginSetup, Query, Reply, Site } from '../../plugin.ts'
import {
  argumentsOf,
  durationOf,
  type Fallthrough,
  fallthroughOf,
  neverFallsThrough,
  readOptions,
  zonesOrSite,
} from '../../plugin-options.ts'
import { parseZone } from './parse-zone.ts'
import { Zone, type ZoneAnswer } from './zone.ts'

interface Served {
  readonly zones: Map<string, Zone>
  readonly fallsThrough: Fallthrough
}

/** Answers from zone files, which are read again when they change. */
export const file: PluginSetup = {
  name: 'file',

  setup(directives, site) {
    const byZone = new Map(
      directives.flatMap((directive) => {
        const one = serve(directive, site)
        return [...one.zones.keys()].map((zone) => [zone, one] as const)
      }),
    )
    return (next) => async (query, signal) => {
      const name = query.class === 'IN' ? zoneOf(query.name, [...byZone.keys()]) : undefined
      const answer = name === undefined ? undefined : answerFrom(byZone.get(name), name, query)
      if (!answer) return next(query, signal)
      const { leadsTo, ...parts } = answer
      const reply: Reply = { ...parts, plugin: 'file' }
      return leadsTo === undefined ? reply : await chased(reply, { ...query, name: leadsTo }, site, signal)
    }
  },
}

/** Undefined for what the next plugin is to answer. */
function answerFrom(served: Served | undefined, zone: string, { name, type }: Query): ZoneAnswer | undefined {
  const answer = served?.zones.get(zone)?.lookup(name, type)
  return answer?.rcode === 'NXDOMAIN' && served?.fallsThrough(name) ? undefined : answer
}

function serve(directive: Directive, site: Site): Served {
  const [path, ...given] = directive.arguments
  if (path === undefined) throw wrongArguments(directive)
  const origins = zonesOrSite(given, directive, site.zones)
  let reloadMs = 60_000
  let fallsThrough = neverFallsThrough
  readOptions(directive, {
    reload: (line) => {
      reloadMs = durationOf(line, argumentsOf(line, 1)[0])
    },
    fallthrough: (line) => {
      fallsThrough = fallthroughOf(line)
    },
  })
  const zones = new Map<string, Zone>()
  const full = resolve(site.root, path)
  let modified = 0
  const read = (): void => {
    const time = statSync(full).mtimeMs
    if (time === modified) return
    modified = time
    const text = readFileSync(full, 'utf8')
    for (const origin of origins) zones.set(origin, new Zone(origin, parseZone(text, origin)))
  }
  try {
    read()
  } catch (cause) {
    throw new CorefileError(directive, `${path}: ${(cause as Error).message}`)
  }
  site.zoneSources.push({ zone: (name) => zones.get(name)?.records() })
  keepReading(site, reloadMs, read)
  return { zones, fallsThrough }
}

/** A file that cannot be read any more leaves its zone as it was. */
function keepReading({ environment, onStart, onStop }: Site, periodMs: number, read: () => void): void {
  let timer: Timer | undefined
  onStart(() => {
    if (periodMs === 0) return
    timer = every(environment.clock, periodMs, () => {
      try {
        read()
      } catch (error) {
        environment.logger.warn('plugin/file: Failed to open zone', { error: (error as Error).message })
      }
    })
  })
  onStop(() => timer?.cancel())
}

async function chased(reply: Reply, query: Query, site: Site, signal: AbortSignal): Promise<Reply> {
  const depth = query.chased ?? 0
  if (depth > 7) return reply
  const found = await site.lookup({ ...query, chased: depth + 1 }, signal)
  return { ...reply, answers: [...reply.answers, ...(found?.answers ?? [])] }
}
