import type { Timer } from '@knarr/machinery'
import { CorefileError } from '../../corefile/corefile-error.ts'
import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf, durationOf, onlyDirective } from '../../plugin-options.ts'

/** Looks every 30 seconds whether the Corefile has changed, and runs the new one if it can be run. */
export const reload: PluginSetup = {
  name: 'reload',

  setup(directives, { environment, onStart, onStop }) {
    const directive = onlyDirective(directives)
    const [interval = '30s', jitter = '15s'] = argumentsOf(directive, 0, 2)
    const intervalMs = durationOf(directive, interval)
    const jitterMs = durationOf(directive, jitter)
    if (intervalMs < 2000) throw new CorefileError(directive, `interval value must be greater or equal to 2s`)
    if (jitterMs < 1000) throw new CorefileError(directive, `jitter value must be greater or equal to 1s`)
    const { clock, random, logger } = environment
    let timer: Timer | undefined
    const look = async (): Promise<void> => {
      try {
        await environment.reload?.()
      } catch (error) {
        logger.error(`plugin/reload: Corefile changed but reload failed: ${(error as Error).message}`)
        environment.metrics
          .counter({
            name: 'coredns_reload_failed_total',
            help: 'Counter of the number of failed reload attempts.',
          })
          .inc()
      }
    }
    const arm = (): void => {
      timer = clock.after(intervalMs + random.next() * Math.min(jitterMs, intervalMs / 2), () => {
        arm()
        void look()
      })
    }
    onStart(arm)
    onStop(() => timer?.cancel())
    return undefined
  },
}
