/** The part of `kubelet.config.k8s.io/v1beta1` KubeletConfiguration that is honoured; names and defaults are upstream's. */
export interface KubeletConfiguration {
  readonly maxPods: number
  readonly clusterDNS: readonly string[]
  readonly clusterDomain: string
  readonly syncFrequencyMs: number
  readonly nodeStatusUpdateFrequencyMs: number
  readonly nodeStatusReportFrequencyMs: number
  readonly nodeLeaseDurationSeconds: number
  readonly containerLogMaxSize: string
  readonly containerLogMaxFiles: number
  readonly containerLogMonitorIntervalMs: number
  /** Where the manifests of static pods lie; none are run without. */
  readonly staticPodPath?: string
  readonly fileCheckFrequencyMs: number
}

const defaults: KubeletConfiguration = {
  maxPods: 110,
  clusterDNS: [],
  clusterDomain: 'cluster.local',
  syncFrequencyMs: 60_000,
  nodeStatusUpdateFrequencyMs: 10_000,
  nodeStatusReportFrequencyMs: 5 * 60_000,
  nodeLeaseDurationSeconds: 40,
  containerLogMaxSize: '10Mi',
  containerLogMaxFiles: 5,
  containerLogMonitorIntervalMs: 10_000,
  fileCheckFrequencyMs: 20_000,
}

export function withDefaults(configuration: Partial<KubeletConfiguration> = {}): KubeletConfiguration {
  return { ...defaults, ...configuration }
}
