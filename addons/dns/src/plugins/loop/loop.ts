import { sleep } from '@knarr/machinery'
import { messageOf } from '../../message/message.ts'
import { joinName } from '../../message/name.ts'
import type { PluginSetup, Query, Site } from '../../plugin.ts'
import { argumentsOf, onlyDirective } from '../../plugin-options.ts'

const probeTimeoutMs = 2000

/**
 * Asks for a random name once at start; if it comes back more than twice, forwarding leads here again. Instead of
 * ending the process, as CoreDNS does, it says so and refuses what would go round.
 */
export const loop: PluginSetup = {
  name: 'loop',

  setup(directives, site) {
    argumentsOf(onlyDirective(directives), 0)
    const { random, logger, clock } = site.environment
    const number = (): string => String(Math.floor(random.next() * 2 ** 48))
    const zone = site.zones[0] ?? '.'
    const name = joinName(`${number()}.${number()}`, zone)
    let seen = 0
    site.onStarted(async () => {
      await Promise.race([
        site.lookup(probe(name, site), new AbortController().signal).catch(() => undefined),
        sleep(clock, probeTimeoutMs),
      ])
    })
    return (next) => async (query, signal) => {
      if (query.type !== 'HINFO' || query.name !== name) return next(query, signal)
      if (++seen === 3) {
        logger.error(
          `plugin/loop: Loop (${query.client.address} -> ${query.server}) detected for zone "${zone}", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO ${name}"`,
        )
      }
      if (seen > 2) return { rcode: 'REFUSED', answers: [], authorities: [], additionals: [], plugin: 'loop' }
      return next(query, signal)
    }
  },
}

function probe(name: string, { zones }: Site): Query {
  const question = { name, type: 'HINFO', class: 'IN' } as const
  return {
    ...question,
    request: messageOf({ id: 1, recursionDesired: true, questions: [question] }),
    ...{
      client: { address: '127.0.0.1', port: 0 },
      protocol: 'udp',
      server: 'dns://loop',
      zone: zones[0] ?? '.',
    },
  }
}
