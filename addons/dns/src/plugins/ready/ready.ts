import { CorefileError } from '../../corefile/corefile-error.ts'
import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf, onlyDirective, readOptions } from '../../plugin-options.ts'

/** Answers `OK` at /ready once every plugin that must get ready is; 503 and their names until then. */
export const ready: PluginSetup = {
  name: 'ready',

  setup(directives, site) {
    const directive = onlyDirective(directives)
    const [address = ':8181'] = argumentsOf(directive, 0, 1)
    let isContinuous = false
    readOptions(directive, {
      monitor: (line) => {
        const [mode] = argumentsOf(line, 1)
        if (mode !== 'until-ready' && mode !== 'continuously') {
          throw new CorefileError(line, `monitor type '${mode}' not supported`)
        }
        isContinuous = mode === 'continuously'
      },
    })
    let wasReady = false
    site.serveHttp(address, '/ready', () => {
      const waiting = wasReady && !isContinuous ? [] : site.notReady()
      wasReady ||= waiting.length === 0
      return waiting.length === 0 ? { status: 200, body: 'OK' } : { status: 503, body: waiting.join(',') }
    })
    return undefined
  },
}
