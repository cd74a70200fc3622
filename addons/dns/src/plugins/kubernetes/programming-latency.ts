import type { EndpointSlice } from '@knarr/api/discovery/v1'
import type { ClusterView } from '../../cluster-view/cluster-view.ts'
import type { Site } from '../../plugin.ts'

const changedAt = 'endpoints.kubernetes.io/last-change-trigger-time'
const buckets = Array.from({ length: 20 }, (_, index) => 0.001 * 2 ** index)

/** Measures from the change of a headless service's pods to when its new names are answered, as CoreDNS does. */
export function measureProgramming(view: ClusterView, { environment, onStart, onStop }: Site): void {
  const seconds = environment.metrics.histogram({
    name: 'coredns_kubernetes_dns_programming_duration_seconds',
    help: 'Histogram of the time (in seconds) it took to program a dns instance.',
    ...{ labels: ['service_kind'], buckets },
  })
  const observe = ({ metadata }: EndpointSlice): void => {
    const changedMs = Date.parse(metadata.annotations?.[changedAt] ?? '')
    // What was there before is no news.
    if (!view.isSynced || Number.isNaN(changedMs)) return
    const name = metadata.labels?.['kubernetes.io/service-name'] ?? ''
    const spec = view.service(metadata.namespace ?? '', name)?.spec
    if (spec?.clusterIP !== 'None' || !spec.selector) return
    seconds.with('headless_with_selector').observe((environment.clock.now() - changedMs) / 1000)
  }
  onStart(() => onStop(view.onSlice(observe)))
}
