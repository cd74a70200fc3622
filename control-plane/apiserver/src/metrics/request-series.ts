import type { CounterSeries, GaugeSeries, HistogramSeries } from '@knarr/component'
import type { RequestInfo } from '../request/request-info.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { metricDryRun, metricScope, metricVerb } from './request-labels.ts'
import type { RequestMetrics } from './request-metrics.ts'

/** Where requests of one kind are counted. */
export class RequestSeries {
  readonly #metrics: RequestMetrics
  readonly #labels: readonly string[]
  readonly #totals = new Map<number, CounterSeries>()
  readonly verb: string
  readonly scope: string
  readonly dryRun: string
  readonly info: RequestInfo
  readonly duration: HistogramSeries
  readonly sli: HistogramSeries
  readonly #longRunning: string[]

  constructor(metrics: RequestMetrics, request: ServerRequest) {
    const { group, version, resource } = request.info
    this.#metrics = metrics
    this.info = request.info
    this.verb = metricVerb(request)
    this.scope = metricScope(request.info)
    this.dryRun = metricDryRun(request)
    const target = [group, version, resource, subresourceOf(request.info), this.scope, 'apiserver']
    this.#labels = [this.verb, this.dryRun, ...target]
    this.duration = metrics.duration.with(...this.#labels)
    this.sli = metrics.sli.with(this.verb, ...target)
    this.#longRunning = [this.verb, ...target]
  }

  /** How many were answered with `code`. */
  total(code: number): CounterSeries {
    const known = this.#totals.get(code)
    if (known) return known
    const series = this.#metrics.total.with(...this.#labels, String(code))
    this.#totals.set(code, series)
    return series
  }

  get longRunning(): GaugeSeries {
    return this.#metrics.longRunning.with(...this.#longRunning)
  }

  get watchEvents(): CounterSeries {
    const { group, version, resource } = this.info
    return this.#metrics.watchEvents.with(group, version, resource)
  }
}

/** The path of a health check stands where a subresource would, as upstream has it. */
function subresourceOf({ isResourceRequest, subresource, path }: RequestInfo): string {
  return isResourceRequest ? subresource : path
}

/** The series of requests, found without making a text of their labels. */
export class RequestSeriesIndex {
  readonly #metrics: RequestMetrics
  readonly #isKnown: (info: RequestInfo) => boolean
  /** By resource, or by path where it is none. */
  readonly #series = new Map<string, RequestSeries[]>()

  /** `isKnown` tells what may have series at all: nobody shall make more by asking for what is not there. */
  constructor(metrics: RequestMetrics, isKnown: (info: RequestInfo) => boolean) {
    this.#metrics = metrics
    this.#isKnown = isKnown
  }

  of(request: ServerRequest): RequestSeries | undefined {
    const { info } = request
    const key = info.isResourceRequest ? info.resource : info.path
    const known = this.#series.get(key)
    const found = known?.find((series) => isOf(series, request))
    if (found) return found
    if (!this.#isKnown(info)) return undefined
    const series = new RequestSeries(this.#metrics, request)
    if (known) known.push(series)
    else this.#series.set(key, [series])
    return series
  }
}

function isOf({ info: known, verb, scope, dryRun }: RequestSeries, request: ServerRequest): boolean {
  const { info } = request
  return (
    known.verb === info.verb &&
    known.subresource === info.subresource &&
    known.version === info.version &&
    known.group === info.group &&
    scope === metricScope(info) &&
    verb === metricVerb(request) &&
    dryRun === metricDryRun(request)
  )
}
