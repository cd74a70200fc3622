import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf, onlyDirective } from '../../plugin-options.ts'

/** Leaves authorities and additional records out of answers that have records. */
export const minimal: PluginSetup = {
  name: 'minimal',

  setup(directives) {
    argumentsOf(onlyDirective(directives), 0)
    return (next) => async (query, signal) => {
      const reply = await next(query, signal)
      const isWhole = reply?.rcode !== 'NOERROR' || reply.answers.length === 0 || reply.transfer
      return isWhole ? reply : { ...reply, authorities: [], additionals: [] }
    }
  },
}
