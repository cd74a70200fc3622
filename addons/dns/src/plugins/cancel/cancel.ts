import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf, durationOf, onlyDirective } from '../../plugin-options.ts'

/** Gives a query up after 5001 milliseconds, or the time given. */
export const cancel: PluginSetup = {
  name: 'cancel',

  setup(directives, { environment: { clock } }) {
    const directive = onlyDirective(directives)
    const [text = '5001ms'] = argumentsOf(directive, 0, 1)
    const timeoutMs = durationOf(directive, text)
    return (next) => async (query, signal) => {
      const deadline = new AbortController()
      const timer = clock.after(timeoutMs, () => deadline.abort(new Error('context deadline exceeded')))
      try {
        return await next(query, AbortSignal.any([signal, deadline.signal]))
      } finally {
        timer.cancel()
      }
    }
  },
}
