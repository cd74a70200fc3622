import { formatDuration } from '@knarr/machinery'
import type { KubeletConfiguration } from './kubelet-configuration.ts'

/** The configuration as `kubelet.config.k8s.io/v1beta1` writes it: `/configz`. */
export function upstreamConfiguration(configuration: KubeletConfiguration): Record<string, unknown> {
  const { staticPodPath } = configuration
  return {
    kind: 'KubeletConfiguration',
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    ...(staticPodPath ? { staticPodPath } : {}),
    syncFrequency: formatDuration(configuration.syncFrequencyMs),
    fileCheckFrequency: formatDuration(configuration.fileCheckFrequencyMs),
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true, cacheTTL: '2m0s' } },
    authorization: {
      mode: 'Webhook',
      webhook: { cacheAuthorizedTTL: '5m0s', cacheUnauthorizedTTL: '30s' },
    },
    clusterDomain: configuration.clusterDomain,
    clusterDNS: [...configuration.clusterDNS],
    nodeStatusUpdateFrequency: formatDuration(configuration.nodeStatusUpdateFrequencyMs),
    nodeStatusReportFrequency: formatDuration(configuration.nodeStatusReportFrequencyMs),
    nodeLeaseDurationSeconds: configuration.nodeLeaseDurationSeconds,
    maxPods: configuration.maxPods,
    containerLogMaxSize: configuration.containerLogMaxSize,
    containerLogMaxFiles: configuration.containerLogMaxFiles,
    containerLogMonitorInterval: formatDuration(configuration.containerLogMonitorIntervalMs),
    enableServer: true,
  }
}
