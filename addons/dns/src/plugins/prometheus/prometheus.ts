import { type CounterSeries, type MetricsRegistry, metricsContentType } from '@knarr/component'
import { encodeMessage } from '../../message/encode-message.ts'
import type { Exchange, PluginSetup, Query, Reply } from '../../plugin.ts'
import { emptyReply } from '../../plugin.ts'
import { argumentsOf, onlyDirective } from '../../plugin-options.ts'

const sizes = [0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16e3, 32e3, 48e3, 64e3]
const durations = Array.from({ length: 16 }, (_, index) => 0.00025 * 2 ** index)
/** Types that have a label of their own; the rest share `other`. */
const counted = new Set([
  ...['AAAA', 'A', 'CNAME', 'DNSKEY', 'DS', 'MX', 'NSEC3', 'NSEC', 'NS', 'PTR', 'RRSIG', 'SOA', 'SRV', 'TXT'],
  ...['HTTPS', 'ANY'],
])

/** Counts queries and answers, and tells of them at /metrics in CoreDNS's names. */
export const prometheus: PluginSetup = {
  name: 'prometheus',

  setup(directives, site) {
    const [address = 'localhost:9153'] = argumentsOf(onlyDirective(directives), 0, 1)
    const { metrics, clock } = site.environment
    site.serveHttp(address, '/metrics', () => ({
      status: 200,
      body: metrics.text(),
      contentType: metricsContentType,
    }))
    const recorderFor = recordersOf(metrics)
    return (next) => async (query, signal) => {
      const start = clock.now()
      try {
        const reply = await next(query, signal)
        if (!reply) return reply
        const record = recorderFor(query, reply)
        const seconds = (clock.now() - start) / 1000
        const observe = (exchange: Exchange): void => record(exchange, exchange.isRepeat ? 0 : seconds)
        return { ...reply, observers: [...(reply.observers ?? []), observe] }
      } catch (error) {
        const sizes = { requestSize: encodeMessage(query.request).length, responseSize: 0 }
        recorderFor(query, emptyReply('SERVFAIL'))(
          { ...sizes, client: query.client, isRepeat: false },
          (clock.now() - start) / 1000,
        )
        throw error
      }
    }
  },
}

/** Counts one more answer like that of the query and reply the recorder was made for. */
type Recorder = (exchange: Exchange, seconds: number) => void

function recordersOf(metrics: MetricsRegistry): (query: Query, reply: Reply) => Recorder {
  const zoned = ['server', 'zone', 'view']
  const requests = metrics.counter({
    name: 'coredns_dns_requests_total',
    help: 'Counter of DNS requests made per zone, protocol and family.',
    labels: [...zoned, 'proto', 'family', 'type'],
  })
  const seconds = metrics.histogram({
    ...{
      name: 'coredns_dns_request_duration_seconds',
      help: 'Histogram of the time (in seconds) each request took.',
    },
    ...{ labels: zoned, buckets: durations },
  })
  const requestSizes = metrics.histogram({
    name: 'coredns_dns_request_size_bytes',
    help: 'Size of the EDNS0 UDP buffer in bytes (64K for TCP).',
    ...{ labels: [...zoned, 'proto'], buckets: sizes },
  })
  const responseSizes = metrics.histogram({
    ...{ name: 'coredns_dns_response_size_bytes', help: 'Size of the returned response in bytes.' },
    ...{ labels: [...zoned, 'proto'], buckets: sizes },
  })
  const secure = metrics.counter({
    ...{ name: 'coredns_dns_do_requests_total', help: 'Counter of DNS requests with DO bit set per zone.' },
    labels: zoned,
  })
  const responses = metrics.counter({
    ...{ name: 'coredns_dns_responses_total', help: 'Counter of response status codes.' },
    labels: [...zoned, 'rcode', 'plugin'],
  })
  return ({ server, zone, view = '', protocol, client, type, request }, reply) => {
    const label = counted.has(type) ? type : 'other'
    const requestsOf = (address: string): CounterSeries =>
      requests.with(server, zone, view, protocol, address.includes(':') ? '2' : '1', label)
    const ofFamily = requestsOf(client.address)
    const took = seconds.with(server, zone, view)
    const requestSize = requestSizes.with(server, zone, view, protocol)
    const responseSize = responseSizes.with(server, zone, view, protocol)
    const asksForProof = request.edns?.dnssecOk ? secure.with(server, zone, view) : undefined
    const response = responses.with(server, zone, view, reply.rcode, reply.plugin ?? '')
    return (exchange, elapsed) => {
      // A listener hears one family; the other is found out where it hears both.
      const isSame = exchange.client.address.includes(':') === client.address.includes(':')
      const counter = isSame ? ofFamily : requestsOf(exchange.client.address)
      counter.inc()
      took.observe(elapsed)
      requestSize.observe(exchange.requestSize)
      responseSize.observe(exchange.responseSize)
      asksForProof?.inc()
      response.inc()
    }
  }
}
