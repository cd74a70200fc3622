import { resolve } from 'node:path'
import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf, onlyDirective } from '../../plugin-options.ts'

/** The folder that files named by other plugins are found in. */
export const root: PluginSetup = {
  name: 'root',

  setup(directives, site) {
    site.root = resolve(argumentsOf(onlyDirective(directives), 1)[0] ?? '.')
    return undefined
  },
}
