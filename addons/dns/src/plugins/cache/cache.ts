import type { Counter, CounterSeries, Gauge, MetricsRegistry } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import { zoneOf } from '../../message/name.ts'
import { isRecord, type ResourceRecord } from '../../message/record.ts'
import type { Exchange, Handler, PluginSetup, Query, Repeat, Reply } from '../../plugin.ts'
import { type ResponseClass, responseClass } from '../log/response-class.ts'
import { type CacheOptions, cacheOptions, isCached } from './cache-options.ts'

/** Keeps answers for as long as their records live, and within the configured bounds. */
export const cache: PluginSetup = {
  name: 'cache',

  setup(directives, { zones, environment: { clock, metrics } }) {
    const store = new AnswerCache(cacheOptions(directives, zones), clock, metrics)
    return (next) => (query, signal) => store.answer(query, next, signal)
  },
}

interface Entry {
  readonly reply: Reply
  readonly storedMs: number
  readonly ttlMs: number
  hits: number
  lastHitMs: number
  isRefreshing: boolean
}

type Event = 'hits' | 'misses' | 'requests' | 'prefetch' | 'served_stale' | 'evictions'

/** Zero TTL of stale answers, as RFC 8767 wants it short. */
const staleTtl = 0

class AnswerCache {
  readonly #options: CacheOptions
  readonly #clock: Clock
  readonly #entries = { success: new Map<string, Entry>(), denial: new Map<string, Entry>() }
  readonly #series: (event: Event, labels: string[]) => CounterSeries
  readonly #sizes: Gauge

  constructor(options: CacheOptions, clock: Clock, metrics: MetricsRegistry) {
    this.#options = options
    this.#clock = clock
    this.#series = countersOf(metrics)
    this.#sizes = metrics.gauge({
      ...{ name: 'coredns_cache_entries', help: 'The number of elements in the cache.' },
      labels: ['server', 'type', 'zones', 'view'],
    })
  }

  async answer(query: Query, next: Handler, signal: AbortSignal): Promise<Reply | undefined> {
    const { zones, serveStaleMs, verifiesStale } = this.#options
    const zone = zoneOf(query.name, zones)
    if (zone === undefined || query.type === 'AXFR' || query.type === 'IXFR') return next(query, signal)
    const { server, view = '' } = query
    const labels = [server, zone, view]
    const requests = this.#series('requests', labels)
    requests.inc()
    const key = keyOf(query)
    const { entry, kind } = this.#find(key)
    const leftMs = entry ? entry.storedMs + entry.ttlMs - this.#clock.now() : 0
    if (!entry || leftMs <= -serveStaleMs) {
      const misses = this.#series('misses', labels)
      misses.inc()
      const reply = await this.#fetch({ query, key, next, signal })
      return reply && countedAgain(reply, [requests, misses])
    }
    if (leftMs <= 0 && verifiesStale) {
      const fresh = await this.#fetch({ query, key, next, signal }).catch(() => undefined)
      if (fresh && responseClass(fresh) !== 'error') return fresh
    }
    const hits = this.#series('hits', [server, kind, zone, view])
    hits.inc()
    this.#touch(entry)
    this.#refreshInTime(entry, leftMs, { query, key, next, signal })
    if (leftMs <= 0) this.#series('served_stale', labels).inc()
    const reply = { ...this.#aged(entry, Math.max(0, leftMs)), repeat: this.#repeat(entry, key) }
    return countedAgain(reply, [requests, hits], () => this.#touch(entry))
  }

  /** The bytes of a cached answer may be sent until it ends or is about to be asked for anew. */
  #repeat(entry: Entry, key: string): Repeat {
    const { keepsTtl, prefetchAmount, prefetchShare } = this.#options
    const leastLeftMs = prefetchAmount > 0 ? entry.ttlMs * prefetchShare : 0
    return {
      holds: (now) => entry.storedMs + entry.ttlMs - now > leastLeftMs && this.#find(key).entry === entry,
      ageSeconds: (now) => (keepsTtl ? 0 : ageSeconds(entry, now)),
    }
  }

  #find(key: string): { entry: Entry | undefined; kind: 'success' | 'denial' } {
    const denial = this.#entries.denial.get(key)
    if (denial && denial.storedMs + denial.ttlMs > this.#clock.now()) return { entry: denial, kind: 'denial' }
    const success = this.#entries.success.get(key)
    return success ? { entry: success, kind: 'success' } : { entry: denial, kind: 'denial' }
  }

  #aged(entry: Entry, leftMs: number): Reply {
    const { reply } = entry
    if (this.#options.keepsTtl) return reply
    const elapsed = ageSeconds(entry, this.#clock.now())
    const age = (records: readonly ResourceRecord[]): readonly ResourceRecord[] =>
      records.map((record) => ({
        ...record,
        ttl: leftMs <= 0 ? staleTtl : Math.max(0, record.ttl - elapsed),
      }))
    return {
      ...reply,
      answers: age(reply.answers),
      authorities: age(reply.authorities),
      additionals: age(reply.additionals),
    }
  }

  async #fetch({ query, key, next, signal }: Fetch): Promise<Reply | undefined> {
    const reply = await next(query, signal)
    return reply ? this.#keep(query, key, reply) : reply
  }

  /** Stores the answer if it may be kept; what is handed on has its TTLs bounded as later answers will. */
  #keep(query: Query, key: string, reply: Reply): Reply {
    const kind = responseClass(reply)
    const isFailure = kind === 'error'
    if (isFailure && (reply.rcode !== 'SERVFAIL' || this.#options.servfailMs === 0)) return reply
    const share = kind === 'success' ? this.#options.success : this.#options.denial
    if (reply.transfer || !isCached(query.name, share)) return reply
    const ttl = isFailure ? this.#options.servfailMs / 1000 : boundedTtl(reply, kind, share)
    if (ttl <= 0) return reply
    // It stands for as long as it is cached, whatever the plugins below think of it.
    const kept = { ...reply, repeat: undefined, observers: undefined }
    const bounded = isFailure ? kept : { ...kept, ...capped(reply, ttl) }
    this.#store(
      kind === 'success' ? 'success' : 'denial',
      { query, key },
      {
        ...{ reply: bounded, storedMs: this.#clock.now(), ttlMs: ttl * 1000 },
        ...{ hits: 0, lastHitMs: 0, isRefreshing: false },
      },
    )
    return bounded
  }

  #store(
    kind: 'success' | 'denial',
    { query, key }: { readonly query: Query; readonly key: string },
    entry: Entry,
  ): void {
    const entries = this.#entries[kind]
    const { server, name, view = '' } = query
    const labels = [server, kind, zoneOf(name, this.#options.zones) ?? '', view]
    entries.delete(key)
    if (kind === 'success') this.#entries.denial.delete(key)
    if (entries.size >= this.#options[kind].capacity) {
      const oldest = entries.keys().next()
      if (!oldest.done) entries.delete(oldest.value)
      this.#series('evictions', labels).inc()
    }
    if (this.#options[kind].capacity > 0) entries.set(key, entry)
    this.#sizes.with(...labels).set(entries.size)
  }

  #touch(entry: Entry): void {
    const now = this.#clock.now()
    entry.hits = now - entry.lastHitMs > this.#options.prefetchWindowMs ? 1 : entry.hits + 1
    entry.lastHitMs = now
  }

  /** Asks again behind the answer: for a popular one about to end, and for a stale one. */
  #refreshInTime(entry: Entry, leftMs: number, fetch: Fetch): void {
    const { prefetchAmount, prefetchShare, verifiesStale } = this.#options
    const isPopular =
      prefetchAmount > 0 && entry.hits >= prefetchAmount && leftMs <= entry.ttlMs * prefetchShare
    const isStale = leftMs <= 0 && !verifiesStale
    if (entry.isRefreshing || !(isPopular || isStale)) return
    entry.isRefreshing = true
    if (isPopular) this.#series('prefetch', [fetch.query.server, fetch.query.zone, '']).inc()
    const done = (): void => {
      entry.isRefreshing = false
    }
    // What goes wrong behind the client's back leaves the entry as it is; the next query asks again.
    void this.#fetch(fetch).then(done, done)
  }
}

interface Fetch {
  readonly query: Query
  readonly key: string
  readonly next: Handler
  readonly signal: AbortSignal
}

function keyOf({ name, type, class: asked, request }: Query): string {
  return `${name} ${type} ${asked}${request.edns?.dnssecOk ? ' do' : ''}${request.checkingDisabled ? ' cd' : ''}`
}

function boundedTtl(
  reply: Reply,
  kind: ResponseClass,
  { maxTtl, minTtl }: { maxTtl: number; minTtl: number },
): number {
  const ttls = [...reply.answers, ...reply.authorities, ...reply.additionals].map(({ ttl }) => ttl)
  const [soa] = reply.authorities.filter((record) => isRecord(record, 'SOA'))
  if (kind === 'denial' && soa) ttls.push(soa.data.minimum)
  const least = ttls.length > 0 ? Math.min(...ttls) : minTtl
  return Math.min(maxTtl, Math.max(minTtl, least))
}

function capped(reply: Reply, ttl: number): Pick<Reply, 'answers' | 'authorities' | 'additionals'> {
  const cap = (records: readonly ResourceRecord[]): readonly ResourceRecord[] =>
    records.map((record) => ({ ...record, ttl }))
  return {
    answers: cap(reply.answers),
    authorities: cap(reply.authorities),
    additionals: cap(reply.additionals),
  }
}

function ageSeconds({ storedMs }: Entry, nowMs: number): number {
  return Math.floor((nowMs - storedMs) / 1000)
}

/** The reply, counted again whenever its bytes are sent again. */
function countedAgain(reply: Reply, counters: readonly CounterSeries[], more?: () => void): Reply {
  if (!reply.repeat) return reply
  const observe = ({ isRepeat }: Exchange): void => {
    if (!isRepeat) return
    for (const counter of counters) counter.inc()
    more?.()
  }
  return { ...reply, observers: [...(reply.observers ?? []), observe] }
}

function countersOf(metrics: MetricsRegistry): (event: Event, labels: string[]) => CounterSeries {
  const zoned = ['server', 'zones', 'view']
  const typed = ['server', 'type', 'zones', 'view']
  const counter = (name: string, help: string, labels: string[]) =>
    metrics.counter({ name: `coredns_cache_${name}_total`, help, labels })
  const counters: Readonly<Record<Event, Counter>> = {
    hits: counter('hits', 'The count of cache hits.', typed),
    misses: counter(
      'misses',
      'The count of cache misses. Deprecated, derive misses from cache hits/requests counters.',
      zoned,
    ),
    requests: counter('requests', 'The count of cache requests.', zoned),
    prefetch: counter('prefetch', 'The number of times the cache has prefetched a cached item.', zoned),
    served_stale: counter('served_stale', 'The number of requests served from stale cache entries.', zoned),
    evictions: counter('evictions', 'The count of cache evictions.', typed),
  }
  return (event, labels) => counters[event].with(...labels)
}
