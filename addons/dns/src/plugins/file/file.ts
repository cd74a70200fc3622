import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { every, type Timer } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError, wrongArguments } from '../../corefile/corefile-error.ts'
import type { PluginSetup, Site } from '../../plugin.ts'
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
import { Zone } from './zone.ts'
import { answerFromZones, type ServedZones } from './zone-answers.ts'

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
    const served: ServedZones = {
      plugin: 'file',
      origins: () => [...byZone.keys()],
      zone: (origin) => byZone.get(origin)?.zones.get(origin),
      fallthrough: (origin) => byZone.get(origin)?.fallsThrough ?? neverFallsThrough,
    }
    return answerFromZones(served, site)
  },
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
  const include = (included: string): string => readFileSync(resolve(dirname(full), included), 'utf8')
  let modified = 0
  const read = (): boolean => {
    const time = statSync(full).mtimeMs
    if (time === modified) return false
    modified = time
    const text = readFileSync(full, 'utf8')
    for (const origin of origins) zones.set(origin, new Zone(origin, parseZone(text, origin, include)))
    return true
  }
  try {
    read()
  } catch (cause) {
    throw new CorefileError(directive, `${path}: ${(cause as Error).message}`)
  }
  let changed = (): void => {}
  site.zoneSources.push({
    zone: (name) => zones.get(name)?.records(),
    onChange(listener) {
      const earlier = changed
      changed = () => {
        earlier()
        listener()
      }
    },
  })
  keepReading(site, reloadMs, () => {
    if (read()) changed()
  })
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
