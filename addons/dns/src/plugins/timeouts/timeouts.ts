import { CorefileError } from '../../corefile/corefile-error.ts'
import type { ConnectionTimeouts, PluginSetup } from '../../plugin.ts'
import { argumentsOf, durationOf, onlyDirective, readOptions } from '../../plugin-options.ts'

const longestMs = 24 * 3_600_000

/** For how long connections may take to send a message, to take an answer, and to be idle. */
export const timeouts: PluginSetup = {
  name: 'timeouts',

  setup(directives, site) {
    const directive = onlyDirective(directives)
    argumentsOf(directive, 0)
    const given: { -readonly [Key in keyof ConnectionTimeouts]: number } = {}
    const reader = (key: keyof ConnectionTimeouts) => (line: typeof directive) => {
      const ms = durationOf(line, argumentsOf(line, 1)[0])
      if (ms < 1000 || ms > longestMs) {
        throw new CorefileError(
          line,
          `timeout provided '${line.arguments[0]}' needs to be between 1 second and 24 hours`,
        )
      }
      given[key] = ms
    }
    readOptions(directive, { read: reader('readMs'), write: reader('writeMs'), idle: reader('idleMs') })
    if (Object.keys(given).length === 0)
      throw new CorefileError(directive, 'timeouts block with no timeouts specified')
    site.timeouts = given
    return undefined
  },
}
