import type { Logger } from '@knarr/client'
import type { Timer } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { Pattern } from '../../pattern.ts'
import type { PluginSetup, Query } from '../../plugin.ts'
import { argumentsOf, durationOf, onlyDirective, readOptions } from '../../plugin-options.ts'

const levels = ['warning', 'error', 'info', 'debug'] as const
type Level = (typeof levels)[number]

/** Consolidates errors whose text the pattern fits: counted, and told once in a period. */
interface Consolidation {
  readonly period: string
  readonly periodMs: number
  readonly pattern: Pattern
  readonly level: Level
  /** The first of a period is told at once, too. */
  readonly showsFirst: boolean
  count: number
  timer: Timer | undefined
}

/** Logs what goes wrong further down, which the client sees as SERVFAIL. */
export const errors: PluginSetup = {
  name: 'errors',

  setup(directives, site) {
    const directive = onlyDirective(directives)
    const [output = 'stdout'] = argumentsOf(directive, 0, 1)
    if (output !== 'stdout') throw new CorefileError(directive, `invalid log file: ${output}`)
    const consolidations: Consolidation[] = []
    readOptions(directive, {
      stacktrace: (line) => void argumentsOf(line, 0),
      consolidate: (line) => void consolidations.push(consolidationOf(line)),
    })
    const { logger, clock } = site.environment
    site.onStop(() => {
      for (const one of consolidations) summarize(one, logger)
    })
    const tell = (error: Error, query: Query): void => {
      const text = `2 ${query.name} ${query.type}: ${error.message}`
      const one = consolidations.find(({ pattern }) => pattern.test(error.message))
      if (!one) log(logger, 'error', text)
      else if (++one.count === 1) {
        if (one.showsFirst) log(logger, one.level, text)
        one.timer = clock.after(one.periodMs, () => summarize(one, logger))
      }
    }
    return (next) => async (query, signal) => {
      try {
        return await next(query, signal)
      } catch (error) {
        tell(error as Error, query)
        throw error
      }
    }
  },
}

/** Says how many there were since the first, and begins anew. */
function summarize(one: Consolidation, logger: Logger): void {
  const { count, showsFirst, pattern, period, level } = one
  one.timer?.cancel()
  one.count = 0
  if (count > (showsFirst ? 1 : 0)) {
    log(logger, level, `${count} errors like '${pattern.source}' occurred in last ${period}`)
  }
}

/** Nobody sees what is said at level debug. */
function log(logger: Logger, level: Level, message: string): void {
  if (level === 'warning') logger.warn(`plugin/errors: ${message}`)
  else if (level !== 'debug') logger[level](`plugin/errors: ${message}`)
}

function consolidationOf(line: Directive): Consolidation {
  const [period, pattern = '', ...more] = argumentsOf(line, 2, 4)
  const unknown = more.find((word) => word !== 'show_first' && !isLevel(word))
  if (unknown !== undefined) throw new CorefileError(line, `unknown option in consolidate: ${unknown}`)
  const [level = 'error', second] = more.filter(isLevel)
  if (second) throw new CorefileError(line, 'multiple log levels specified in consolidate')
  if (more.length === 2 && more[0] === 'show_first')
    throw new CorefileError(line, 'log level must come before show_first in consolidate')
  return {
    ...{ period: period ?? '', periodMs: durationOf(line, period), pattern: patternOf(line, pattern) },
    ...{ level, showsFirst: more.includes('show_first'), count: 0, timer: undefined },
  }
}

const isLevel = (word: string): word is Level => (levels as readonly string[]).includes(word)

function patternOf(line: Directive, text: string): Pattern {
  try {
    return new Pattern(text)
  } catch (cause) {
    throw new CorefileError(line, (cause as Error).message)
  }
}
