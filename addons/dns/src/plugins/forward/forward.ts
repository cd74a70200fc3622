import { every, type Timer } from '@knarr/machinery'
import { type Message, messageOf } from '../../message/message.ts'
import { isWithin, zoneOf } from '../../message/name.ts'
import {
  emptyReply,
  type Handler,
  type PluginSetup,
  type Query,
  type Reply,
  type Site,
} from '../../plugin.ts'
import { type ForwardOptions, forwardOptions } from './forward-options.ts'
import { Upstream } from './upstream.ts'

/** How long one query may go from server to server. */
const totalTimeoutMs = 5000

/** Asks other servers. Several directives share the work by zone; the longest zone wins. */
export const forward: PluginSetup = {
  name: 'forward',

  setup(directives, site) {
    const forwarders = directives.map(
      (directive) => new Forwarder(forwardOptions(directive, site.root), site),
    )
    site.onStop(() => {
      for (const one of forwarders) one.stop()
    })
    return (next) => (query, signal) => {
      const able = forwarders.filter((one) => one.takes(query.name))
      const zone = zoneOf(
        query.name,
        able.flatMap(({ zones }) => zones),
      )
      const forwarder = able.find(({ zones }) => zone !== undefined && zones.includes(zone))
      return forwarder ? forwarder.answer(query, next, signal) : next(query, signal)
    }
  },
}

class Forwarder {
  readonly #options: ForwardOptions
  readonly #site: Site
  readonly #upstreams: readonly Upstream[]
  readonly #stopped = new AbortController()
  readonly #checking = new Map<Upstream, Timer>()
  #turn = 0
  #inFlight = 0

  constructor(options: ForwardOptions, site: Site) {
    this.#options = options
    this.#site = site
    const { clock, random } = site.environment
    const { expireMs, maxIdle, readTimeoutMs: timeoutMs } = options
    this.#upstreams = options.upstreams.map((address) => {
      const onTake = (wasKept: boolean): void => this.#countConnection(upstream, wasKept)
      const upstream = new Upstream(address, { clock, random, timeoutMs, expireMs, maxIdle, onTake })
      return upstream
    })
  }

  get zones(): readonly string[] {
    return this.#options.zones
  }

  takes(name: string): boolean {
    const { zones, except } = this.#options
    return zones.some((zone) => isWithin(name, zone)) && zoneOf(name, except) === undefined
  }

  stop(): void {
    this.#stopped.abort(new Error('the server stops'))
    for (const timer of this.#checking.values()) timer.cancel()
    for (const upstream of this.#upstreams) upstream.close()
  }

  async answer(query: Query, next: Handler, signal: AbortSignal): Promise<Reply | undefined> {
    const { maxConcurrent } = this.#options
    if (maxConcurrent > 0 && this.#inFlight >= maxConcurrent) {
      this.#rejects().inc()
      return emptyReply('REFUSED')
    }
    this.#inFlight++
    try {
      const reply = await this.#ask(query, signal)
      const { nextRcodes, nextOnNodata } = this.#options
      const isNodata = nextOnNodata && reply.rcode === 'NOERROR' && reply.answers.length === 0
      return isNodata || nextRcodes.has(reply.rcode) ? next(query, signal) : reply
    } finally {
      this.#inFlight--
    }
  }

  async #ask(query: Query, signal: AbortSignal): Promise<Reply> {
    const { clock } = this.#site.environment
    const deadline = clock.now() + totalTimeoutMs
    const upstreams = this.#candidates()
    let failure = new Error('no upstream to ask')
    const refusals: Reply[] = []
    for (const upstream of this.#attempts(upstreams)) {
      if (clock.now() > deadline || signal.aborted || refusals.length >= upstreams.length) break
      const reply = await this.#try(upstream, query, signal)
      if (reply instanceof Error) failure = reply
      else if (!this.#options.failoverRcodes.has(reply.rcode)) return reply
      else refusals.push(reply)
    }
    const refusal = refusals.at(-1)
    if (refusal) return refusal
    throw failure
  }

  /** Those that are up; with everything down the checks may be what is wrong, so ask anyway. */
  #candidates(): readonly Upstream[] {
    const all = this.#inOrder()
    const healthy = all.filter((one) => !this.#isDown(one))
    if (healthy.length > 0) return healthy
    this.#broken().inc()
    if (this.#options.failsFast) throw new Error('no healthy proxies')
    return all
  }

  async #try(upstream: Upstream, query: Query, signal: AbortSignal): Promise<Reply | Error> {
    try {
      return replyOf(await this.#exchange(upstream, query, signal))
    } catch (error) {
      this.#suspect(upstream)
      return error as Error
    }
  }

  /** Round and round, as often as may be tried. */
  *#attempts(upstreams: readonly Upstream[]): Generator<Upstream> {
    const most = this.#options.maxConnectAttempts || Number.POSITIVE_INFINITY
    for (let index = 0; index < most; index++) yield upstreams[index % upstreams.length] as Upstream
  }

  async #exchange(upstream: Upstream, query: Query, signal: AbortSignal): Promise<Message> {
    const { clock } = this.#site.environment
    const { transport } = this.#options
    const start = clock.now()
    query.metadata?.set('forward/upstream', () => upstream.name)
    const message = await upstream.ask(
      upstreamRequest(query),
      transport === 'client' ? query.protocol : transport,
      signal,
    )
    const [question] = message.questions
    if (question && question.name.toLowerCase() !== query.name)
      throw new Error(`${upstream.name} answered another question`)
    this.#durations()
      .with('forward', upstream.name, message.rcode)
      .observe((clock.now() - start) / 1000)
    return message
  }

  #inOrder(): readonly Upstream[] {
    const upstreams = this.#upstreams
    const { policy } = this.#options
    if (policy === 'sequential' || upstreams.length === 1) return upstreams
    const { random } = this.#site.environment
    const first =
      policy === 'random' ? Math.floor(random.next() * upstreams.length) : this.#turn++ % upstreams.length
    return [...upstreams.slice(first), ...upstreams.slice(0, first)]
  }

  #isDown({ failures }: Upstream): boolean {
    return this.#options.maxFails > 0 && failures >= this.#options.maxFails
  }

  /** Checks an upstream that failed until it answers again. */
  #suspect(upstream: Upstream): void {
    if (this.#checking.has(upstream) || this.#stopped.signal.aborted) return
    const { clock } = this.#site.environment
    const { healthCheckMs, healthCheckDomain: name, isHealthCheckRecursive } = this.#options
    const question = { name, type: 'NS', class: 'IN' } as const
    const probe = messageOf({ id: 0, recursionDesired: isHealthCheckRecursive, questions: [question] })
    const check = async (): Promise<void> => {
      try {
        await upstream.ask(probe, this.#options.transport === 'tcp' ? 'tcp' : 'udp', this.#stopped.signal)
        upstream.failures = 0
        this.#checking.get(upstream)?.cancel()
        this.#checking.delete(upstream)
      } catch {
        upstream.failures++
        this.#checkFailures().with('forward', upstream.name).inc()
      }
    }
    this.#checking.set(
      upstream,
      every(clock, healthCheckMs, () => void check()),
    )
    void check()
  }

  #broken() {
    return this.#site.environment.metrics.counter({
      name: 'coredns_forward_healthcheck_broken_total',
      help: 'Counter of the number of complete failures of the healthchecks.',
    })
  }

  #rejects() {
    return this.#site.environment.metrics.counter({
      name: 'coredns_forward_max_concurrent_rejects_total',
      help: 'Counter of the number of queries rejected because the concurrent queries were at maximum.',
    })
  }

  #durations() {
    return this.#site.environment.metrics.histogram({
      name: 'coredns_proxy_request_duration_seconds',
      help: 'Histogram of the time each request took.',
      labels: ['proxy_name', 'to', 'rcode'],
      buckets: Array.from({ length: 16 }, (_, index) => 0.00025 * 2 ** index),
    })
  }

  #countConnection({ name, address }: Upstream, wasKept: boolean): void {
    const [event, help] = wasKept
      ? ['hits', 'Counter of connection cache hits per upstream and protocol.']
      : ['misses', 'Counter of connection cache misses per upstream and protocol.']
    this.#site.environment.metrics
      .counter({
        name: `coredns_proxy_conn_cache_${event}_total`,
        help,
        labels: ['proxy_name', 'to', 'proto'],
      })
      .with('forward', name, address.isTls ? 'tcp-tls' : 'tcp')
      .inc()
  }

  #checkFailures() {
    return this.#site.environment.metrics.counter({
      name: 'coredns_proxy_healthcheck_failures_total',
      help: 'Counter of the number of failed healthchecks.',
      labels: ['proxy_name', 'to'],
    })
  }
}

/** The client's request with the question as it is now, which a plugin may have rewritten. */
function upstreamRequest({ request, name, type, class: asked }: Query): Message {
  const [question] = request.questions
  const isSame = question && question.name.toLowerCase() === name && question.type === type
  return isSame ? request : { ...request, questions: [{ name, type, class: asked }] }
}

function replyOf(message: Message): Reply {
  const lower = message.questions[0]?.name.toLowerCase() ?? '.'
  const asked = message.questions[0]?.name
  return {
    rcode: message.rcode,
    // The server gives the asked name its letter case back.
    answers: message.answers.map((record) => (record.name === asked ? { ...record, name: lower } : record)),
    authorities: message.authorities,
    additionals: message.additionals,
    authoritative: message.authoritative,
    recursionAvailable: message.recursionAvailable,
    authenticData: message.authenticData,
    plugin: 'forward',
  }
}
