import type { MetricsRegistry } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import { zoneOf } from '../../message/name.ts'
import { isRecord, type ResourceRecord } from '../../message/record.ts'
import type { Handler, PluginSetup, Query, Reply } from '../../plugin.ts'
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

/** Zero TTL of stale answers, as RFC 8767 wants it short. */
const staleTtl = 0

class AnswerCache {
  readonly #options: CacheOptions
  readonly #clock: Clock
  readonly #entries = { success: new Map<string, Entry>(), denial: new Map<string, Entry>() }
  readonly #count: (
    event: 'hits' | 'misses' | 'requests' | 'prefetch' | 'served_stale' | 'evictions',
    labels: string[],
  ) => void

  constructor(options: CacheOptions, clock: Clock, metrics: MetricsRegistry) {
    this.#options = options
    this.#clock = clock
    this.#count = countersOf(metrics)
  }

  async answer(query: Query, next: Handler, signal: AbortSignal): Promise<Reply | undefined> {
    const { zones, serveStaleMs, verifiesStale } = this.#options
    const zone = zoneOf(query.name, zones)
    if (zone === undefined || query.type === 'AXFR' || query.type === 'IXFR') return next(query, signal)
    const labels = [query.server, zone, '']
    this.#count('requests', labels)
    const key = keyOf(query)
    const { entry, kind } = this.#find(key)
    const now = this.#clock.now()
    const leftMs = entry ? entry.storedMs + entry.ttlMs - now : 0
    if (!entry || leftMs <= -serveStaleMs) {
      this.#count('misses', labels)
      return this.#fetch({ query, key, next, signal })
    }
    if (leftMs <= 0 && verifiesStale) {
      const fresh = await this.#fetch({ query, key, next, signal }).catch(() => undefined)
      if (fresh && responseClass(fresh) !== 'error') return fresh
    }
    this.#count('hits', [query.server, kind, zone, ''])
    this.#refreshInTime(entry, leftMs, { query, key, next, signal })
    if (leftMs <= 0) this.#count('served_stale', labels)
    return this.#aged(entry, Math.max(0, leftMs))
  }

  #find(key: string): { entry: Entry | undefined; kind: 'success' | 'denial' } {
    const denial = this.#entries.denial.get(key)
    if (denial && denial.storedMs + denial.ttlMs > this.#clock.now()) return { entry: denial, kind: 'denial' }
    const success = this.#entries.success.get(key)
    return success ? { entry: success, kind: 'success' } : { entry: denial, kind: 'denial' }
  }

  #aged({ reply, storedMs }: Entry, leftMs: number): Reply {
    if (this.#options.keepsTtl) return reply
    const elapsed = Math.floor((this.#clock.now() - storedMs) / 1000)
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
    const bounded = isFailure ? reply : { ...reply, ...capped(reply, ttl) }
    this.#store(kind === 'success' ? 'success' : 'denial', key, {
      ...{ reply: bounded, storedMs: this.#clock.now(), ttlMs: ttl * 1000 },
      ...{ hits: 0, lastHitMs: 0, isRefreshing: false },
    })
    return bounded
  }

  #store(kind: 'success' | 'denial', key: string, entry: Entry): void {
    const entries = this.#entries[kind]
    entries.delete(key)
    if (kind === 'success') this.#entries.denial.delete(key)
    if (entries.size >= this.#options[kind].capacity) {
      const oldest = entries.keys().next()
      if (!oldest.done) entries.delete(oldest.value)
      this.#count('evictions', ['', kind, '', ''])
    }
    if (this.#options[kind].capacity > 0) entries.set(key, entry)
  }

  /** Asks again behind the answer: for a popular one about to end, and for a stale one. */
  #refreshInTime(entry: Entry, leftMs: number, fetch: Fetch): void {
    const { prefetchAmount, prefetchWindowMs, prefetchShare, verifiesStale } = this.#options
    const now = this.#clock.now()
    entry.hits = now - entry.lastHitMs > prefetchWindowMs ? 1 : entry.hits + 1
    entry.lastHitMs = now
    const isPopular =
      prefetchAmount > 0 && entry.hits >= prefetchAmount && leftMs <= entry.ttlMs * prefetchShare
    const isStale = leftMs <= 0 && !verifiesStale
    if (entry.isRefreshing || !(isPopular || isStale)) return
    entry.isRefreshing = true
    if (isPopular) this.#count('prefetch', [fetch.query.server, fetch.query.zone, ''])
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

function countersOf(metrics: MetricsRegistry): (event: string, labels: string[]) => void {
  const zoned = ['server', 'zones', 'view']
  const typed = ['server', 'type', 'zones', 'view']
  const counter = (name: string, help: string, labels: string[]) =>
    metrics.counter({ name: `coredns_cache_${name}_total`, help, labels })
  const counters = new Map([
    ['hits', counter('hits', 'The count of cache hits.', typed)],
    [
      'misses',
      counter(
        'misses',
        'The count of cache misses. Deprecated, derive misses from cache hits/requests counters.',
        zoned,
      ),
    ],
    ['requests', counter('requests', 'The count of cache requests.', zoned)],
    ['prefetch', counter('prefetch', 'The number of times the cache has prefetched a cached item.', zoned)],
    [
      'served_stale',
      counter('served_stale', 'The number of requests served from stale cache entries.', zoned),
    ],
    ['evictions', counter('evictions', 'The count of cache evictions.', typed)],
  ])
  return (event, labels) =>
    counters
      .get(event)
      ?.with(...labels)
      .inc()
}
