import { availableParallelism } from 'node:os'
import { CorefileError } from '../../corefile/corefile-error.ts'
import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf, onlyDirective } from '../../plugin-options.ts'

const mostSockets = 1024

/**
 * Listens at each address by several sockets, as many as there are processors unless it is said, between which the
 * kernel spreads what comes in. One thread reads them all: what grows is the room for datagrams that wait.
 */
export const multisocket: PluginSetup = {
  name: 'multisocket',

  setup(directives, site) {
    const directive = onlyDirective(directives)
    const [given] = argumentsOf(directive, 0, 1)
    const sockets = given === undefined ? availableParallelism() : Number(given)
    if (given !== undefined && !/^[+-]?\d+$/.test(given)) {
      throw new CorefileError(
        directive,
        `invalid num sockets: strconv.Atoi: parsing ${JSON.stringify(given)}: invalid syntax`,
      )
    }
    if (sockets < 1) throw new CorefileError(directive, `num sockets can not be zero or negative: ${sockets}`)
    if (sockets > mostSockets)
      throw new CorefileError(directive, `num sockets exceeds maximum (${mostSockets}): ${sockets}`)
    site.sockets = sockets
    return undefined
  },
}
