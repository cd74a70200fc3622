import { CorefileError } from '../../corefile/corefile-error.ts'
import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf, durationOf, onlyDirective, readOptions } from '../../plugin-options.ts'

/** Consolidates errors whose text the pattern fits: counted, and told once in a period. */
interface Consolidation {
  readonly periodMs: number
  readonly pattern: RegExp
  count: number
}

/** Logs what goes wrong further down, which the client sees as SERVFAIL. */
export const errors: PluginSetup = {
  name: 'errors',

  setup(directives, { environment }) {
    const directive = onlyDirective(directives)
    argumentsOf(directive, 0, 1)
    const { logger, clock } = environment
    const consolidations: Consolidation[] = []
    readOptions(directive, {
      stacktrace: (line) => void argumentsOf(line, 0),
      consolidate: (line) => {
        const [period, pattern] = argumentsOf(line, 2, 4)
        consolidations.push({
          periodMs: durationOf(line, period),
          pattern: regexpOf(line, pattern ?? ''),
          count: 0,
        })
      },
    })
    const tell = (text: string): void => {
      const consolidation = consolidations.find(({ pattern }) => pattern.test(text))
      if (!consolidation) {
        logger.error(`plugin/errors: 2 ${text}`)
        return
      }
      if (++consolidation.count > 1) return
      clock.after(consolidation.periodMs, () => {
        const { count, pattern } = consolidation
        consolidation.count = 0
        logger.error(
          `plugin/errors: ${count} errors like '${pattern.source}' occurred in last ${consolidation.periodMs}ms`,
        )
      })
    }
    return (next) => async (query, signal) => {
      try {
        return await next(query, signal)
      } catch (error) {
        tell(`${query.name} ${query.type}: ${(error as Error).message}`)
        throw error
      }
    }
  },
}

function regexpOf(line: Parameters<typeof argumentsOf>[0], pattern: string): RegExp {
  try {
    return new RegExp(pattern)
  } catch (cause) {
    throw new CorefileError(line, `error parsing regexp: ${(cause as Error).message}`)
  }
}
