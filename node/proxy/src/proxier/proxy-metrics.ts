import {
  type Counter,
  exponentialBuckets,
  type Gauge,
  type Histogram,
  type MetricsRegistry,
} from '@knarr/component'

/** Upstream's metrics of a proxy. */
export interface ProxyMetrics {
  readonly duration: Histogram
  readonly fullDuration: Histogram
  readonly partialDuration: Histogram
  readonly lastSync: Gauge
  readonly lastQueued: Gauge
  readonly endpointChanges: Counter
  readonly serviceChanges: Counter
  readonly failures: Counter
}

export function proxyMetrics(registry: MetricsRegistry): ProxyMetrics {
  const labels = ['ip_family']
  const buckets = exponentialBuckets(0.001, 2, 15)
  const name = (rest: string): string => `kubeproxy_sync_${rest}`
  return {
    duration: registry.histogram({
      ...{ name: name('proxy_rules_duration_seconds'), labels, buckets },
      help: 'SyncProxyRules latency in seconds',
    }),
    fullDuration: registry.histogram({
      ...{ name: name('full_proxy_rules_duration_seconds'), labels, buckets },
      help: 'SyncProxyRules latency in seconds for full resyncs',
    }),
    partialDuration: registry.histogram({
      ...{ name: name('partial_proxy_rules_duration_seconds'), labels, buckets },
      help: 'SyncProxyRules latency in seconds for partial resyncs',
    }),
    lastSync: registry.gauge({
      ...{ name: name('proxy_rules_last_timestamp_seconds'), labels },
      help: 'The last time proxy rules were successfully synced',
    }),
    lastQueued: registry.gauge({
      ...{ name: name('proxy_rules_last_queued_timestamp_seconds'), labels },
      help: 'The last time a sync of proxy rules was queued',
    }),
    endpointChanges: registry.counter({
      name: name('proxy_rules_endpoint_changes_total'),
      help: 'Cumulative proxy rules Endpoint changes',
    }),
    serviceChanges: registry.counter({
      name: name('proxy_rules_service_changes_total'),
      help: 'Cumulative proxy rules Service changes',
    }),
    failures: registry.counter({
      ...{ name: name('proxy_rules_nftables_sync_failures_total'), labels },
      help: 'Cumulative proxy nftables sync failures',
    }),
  }
}
