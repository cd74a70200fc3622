import { OptionError } from '@knarr/component'
import { parse } from 'yaml'

/** Fields of a KubeProxyConfiguration by the flag that says the same; a field of several modes is that of the mode wanted. */
const flagOfField: Readonly<Record<string, string>> = {
  hostnameOverride: 'hostname-override',
  bindAddress: 'bind-address',
  healthzBindAddress: 'healthz-bind-address',
  metricsBindAddress: 'metrics-bind-address',
  'clientConnection.kubeconfig': 'kubeconfig',
  clusterCIDR: 'cluster-cidr',
  nodePortAddresses: 'nodeport-addresses',
  detectLocalMode: 'detect-local-mode',
  oomScoreAdj: 'oom-score-adj',
  mode: 'proxy-mode',
  'iptables.masqueradeBit': 'iptables-masquerade-bit',
  'iptables.masqueradeAll': 'masquerade-all',
  'iptables.localhostNodePorts': 'iptables-localhost-nodeports',
  'iptables.syncPeriod': 'iptables-sync-period',
  'iptables.minSyncPeriod': 'iptables-min-sync-period',
  'nftables.masqueradeBit': 'iptables-masquerade-bit',
  'nftables.masqueradeAll': 'masquerade-all',
  'ipvs.scheduler': 'ipvs-scheduler',
  'ipvs.syncPeriod': 'ipvs-sync-period',
  'ipvs.minSyncPeriod': 'ipvs-min-sync-period',
  'ipvs.excludeCIDRs': 'ipvs-exclude-cidrs',
  'ipvs.strictARP': 'ipvs-strict-arp',
  'ipvs.tcpTimeout': 'ipvs-tcp-timeout',
  'ipvs.tcpFinTimeout': 'ipvs-tcpfin-timeout',
  'ipvs.udpTimeout': 'ipvs-udp-timeout',
  'conntrack.maxPerCore': 'conntrack-max-per-core',
  'conntrack.min': 'conntrack-min',
  'conntrack.tcpEstablishedTimeout': 'conntrack-tcp-timeout-established',
  'conntrack.tcpCloseWaitTimeout': 'conntrack-tcp-timeout-close-wait',
  'conntrack.tcpBeLiberal': 'conntrack-tcp-be-liberal',
  'conntrack.udpTimeout': 'conntrack-udp-timeout',
  'conntrack.udpStreamTimeout': 'conntrack-udp-timeout-stream',
}

/** Upstream's other fields, which change nothing here. */
const passedOver = [
  ...['apiVersion', 'kind', 'featureGates', 'clientConnection', 'logging', 'bindAddressHardFail'],
  ...['enableProfiling', 'showHiddenMetricsForVersion', 'nftables', 'winkernel'],
  ...['detectLocal', 'configSyncPeriod', 'portRange', 'windowsRunAsService'],
]
const groups = ['iptables', 'nftables', 'ipvs', 'conntrack', 'clientConnection']
const apiVersion = 'kubeproxy.config.k8s.io/v1alpha1'

/** The flags that a KubeProxyConfiguration in YAML or JSON stands for, by name. @throws OptionError */
export function flagsOfConfiguration(text: string): Readonly<Record<string, unknown>> {
  const config = configurationIn(text)
  const mode = String(config.mode || 'nftables')
  const flags: Record<string, unknown> = {}
  for (const [field, value] of fieldsOf(config)) {
    const flag = flagOfField[field]
    if (flag === undefined) {
      if (passedOver.includes(field.split('.')[0] as string)) continue
      throw new OptionError(`strict decoding error: unknown field "${field}"`)
    }
    const isOfOtherMode = /masquerade/.test(field) && field.startsWith('nftables.') !== (mode === 'nftables')
    if (!isOfOtherMode && !isUnset(field, value)) flags[flag] = value
  }
  if (typeof flags['cluster-cidr'] === 'string') flags['cluster-cidr'] = flags['cluster-cidr'].split(',')
  return flags
}

function configurationIn(text: string): Record<string, unknown> {
  let config: unknown
  try {
    config = parse(text)
  } catch (cause) {
    throw new OptionError(`the config file is not valid YAML or JSON: ${(cause as Error).message}`, { cause })
  }
  const { apiVersion: version, kind } = (config ?? {}) as Record<string, unknown>
  if (version !== apiVersion || kind !== 'KubeProxyConfiguration')
    throw new OptionError(`no kind "${kind ?? ''}" is registered for version "${version ?? ''}"`)
  return config as Record<string, unknown>
}

/** Fields of the groups that are read too stand behind a dot. */
function fieldsOf(config: Record<string, unknown>): [field: string, value: unknown][] {
  return Object.entries(config).flatMap(([name, value]): [string, unknown][] => {
    if (!groups.includes(name)) return [[name, value]]
    return Object.entries((value ?? {}) as object).map(([inner, held]) => [`${name}.${inner}`, held])
  })
}

/** What upstream replaces by its default. */
function isUnset(field: string, value: unknown): boolean {
  if (value === null || value === '') return true
  return /yncPeriod$/.test(field) && /^0(s|m0s|h0m0s)?$/.test(String(value))
}
