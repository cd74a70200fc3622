import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf, onlyDirective } from '../../plugin-options.ts'

/** Accepted as CoreDNS has it. A plugin that throws never ends this process, so there is no recovery to turn off. */
export const debug: PluginSetup = {
  name: 'debug',

  setup(directives) {
    argumentsOf(onlyDirective(directives), 0)
    return undefined
  },
}
