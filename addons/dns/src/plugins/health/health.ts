import { sleep } from '@knarr/machinery'
import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf, durationOf, onlyDirective, readOptions } from '../../plugin-options.ts'

/** Answers `OK` at /health while the process lives; on stop it stays so for the lame-duck time. */
export const health: PluginSetup = {
  name: 'health',

  setup(directives, site) {
    const directive = onlyDirective(directives)
    const [address = ':8080'] = argumentsOf(directive, 0, 1)
    let lameDuckMs = 0
    readOptions(directive, {
      lameduck: (line) => {
        lameDuckMs = durationOf(line, argumentsOf(line, 1)[0])
      },
    })
    site.serveHttp(address, '/health', () => ({ status: 200, body: 'OK' }))
    site.onShutdown(() => sleep(site.environment.clock, lameDuckMs))
    return undefined
  },
}
