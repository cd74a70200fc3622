import { isIP } from 'node:net'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { opcode } from '../../message/message.ts'
import { emptyReply, type PluginSetup, type Query, type Site } from '../../plugin.ts'
import {
  argumentsOf,
  hostAndPort,
  neverFallsThrough,
  readOptions,
  zonesOrSite,
} from '../../plugin-options.ts'
import { answerFromZones } from '../file/zone-answers.ts'
import type { UpstreamAddress } from '../forward/stream-connections.ts'
import { SecondaryZone } from './secondary-zone.ts'

/** Answers from zones that are copied from their primaries, and hears from them of changes (RFC 1996). */
export const secondary: PluginSetup = {
  name: 'secondary',

  setup(directives, site) {
    const zones = new Map<string, SecondaryZone>()
    for (const directive of directives) {
      for (const zone of zonesOf(directive, site)) zones.set(zone.name, zone)
    }
    for (const zone of zones.values()) {
      site.onStart(() => void zone.keep())
      site.onStop(() => zone.stop())
      site.zoneSources.push({
        zone: (name) => (name === zone.name ? zone.zone?.records() : undefined),
        onChange: (changed) => zone.onChange(changed),
      })
    }
    const answers = answerFromZones(
      {
        plugin: 'secondary',
        origins: () => [...zones.keys()],
        zone: (origin) => zones.get(origin)?.zone,
        fallthrough: () => neverFallsThrough,
      },
      site,
    )
    return (next) => {
      const handler = answers(next)
      return async (query, signal) => {
        const zone = query.request.opcode === opcode.notify ? zones.get(query.name) : undefined
        if (!zone) return handler(query, signal)
        if (!isFrom(query, zone)) return undefined
        zone.wake()
        return { ...emptyReply('NOERROR'), authoritative: true, plugin: 'secondary' }
      }
    }
  },
}

function isFrom({ client }: Query, { primaries }: SecondaryZone): boolean {
  return primaries.some(({ host }) => host === client.address)
}

function zonesOf(directive: Directive, { zones, environment }: Site): SecondaryZone[] {
  const primaries: UpstreamAddress[] = []
  readOptions(directive, {
    transfer: (line) => {
      const [from, ...texts] = argumentsOf(line, 2, 1000)
      if (from !== 'from') throw new CorefileError(line, `unknown property '${from}'`)
      for (const text of texts) {
        const { host, port = 53 } = hostAndPort(text)
        if (!isIP(host)) throw new CorefileError(line, `not an IP address or file: "${text}"`)
        primaries.push({ host, port, isTls: false })
      }
    },
  })
  if (primaries.length === 0)
    throw new CorefileError(directive, 'secondary zones require a transfer from property')
  return zonesOrSite(directive.arguments, directive, zones).map(
    (name) => new SecondaryZone(name, primaries, environment),
  )
}
