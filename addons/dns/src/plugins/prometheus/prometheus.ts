import { type MetricsRegistry, metricsContentType } from '@knarr/component'
import { encodeMessage } from '../../message/encode-message.ts'
import type { PluginSetup, Query, Reply } from '../../plugin.ts'
import { emptyReply } from '../../plugin.ts'
import { argumentsOf, onlyDirective } from '../../plugin-options.ts'
import { responseOf } from '../../server/answer-message.ts'

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
    const record = recorderOf(metrics)
    return (next) => async (query, signal) => {
      const start = clock.now()
      try {
        const reply = await next(query, signal)
        if (reply) record(query, reply, (clock.now() - start) / 1000)
        return reply
      } catch (error) {
        record(query, emptyReply('SERVFAIL'), (clock.now() - start) / 1000)
        throw error
      }
    }
  },
}

function recorderOf(metrics: MetricsRegistry): (query: Query, reply: Reply, seconds: number) => void {
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
  return ({ server, zone, protocol, client, type, request }, reply, took) => {
    const family = client.address.includes(':') ? '2' : '1'
    requests.with(server, zone, '', protocol, family, counted.has(type) ? type : 'other').inc()
    seconds.with(server, zone, '').observe(took)
    requestSizes.with(server, zone, '', protocol).observe(encodeMessage(request).length)
    responseSizes.with(server, zone, '', protocol).observe(encodeMessage(responseOf(request, reply)).length)
    if (request.edns?.dnssecOk) secure.with(server, zone, '').inc()
    responses.with(server, zone, '', reply.rcode, reply.plugin ?? '').inc()
  }
}
