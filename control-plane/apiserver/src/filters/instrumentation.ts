import { RequestMetrics } from '../metrics/request-metrics.ts'
import { RequestSeriesIndex } from '../metrics/request-series.ts'
import type { Filter } from '../request/answer.ts'
import { followAnswer } from '../request/follow-answer.ts'
import { isLongRunning } from '../request/long-running.ts'
import type { FilterParts } from './filter-parts.ts'

/** Counts requests and how long they take. */
export function instrumentation({ clock, metrics, isServed }: FilterParts): Filter {
  const index = new RequestSeriesIndex(new RequestMetrics(metrics), isServed)
  return (next) => async (request) => {
    const start = clock.now()
    const answer = await next(request)
    const series = index.of(request)
    if (!series) return answer
    series.total(answer.code).inc()
    if (!isLongRunning(request.info)) {
      const seconds = (clock.now() - start) / 1000
      series.duration.observe(seconds)
      series.sli.observe(seconds)
      return answer
    }
    const { longRunning, watchEvents } = series
    longRunning.inc()
    return followAnswer(answer, request, {
      done: () => longRunning.dec(),
      events: (count) => watchEvents.inc(count),
    })
  }
}
