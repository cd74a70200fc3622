import { formatDuration } from '@knarr/machinery'
import type { ProxyMode } from '@knarr/proxy'
import type { ProxyCommandOptions } from './proxy-options.ts'

type ListenAddress = ProxyCommandOptions['health']

/** The options as a KubeProxyConfiguration (`kubeproxy.config.k8s.io/v1alpha1`) says them, with the mode that was chosen. */
export function configurationOf(options: ProxyCommandOptions, mode: ProxyMode): object {
  const { choice, masqueradeAll } = options
  const { masqueradeBit, iptables } = choice
  const masquerade = { masqueradeBit, masqueradeAll }
  return {
    ...{ kind: 'KubeProxyConfiguration', apiVersion: 'kubeproxy.config.k8s.io/v1alpha1' },
    ...{ bindAddress: options.bindAddress, hostnameOverride: options.hostnameOverride },
    healthzBindAddress: addressText(options.health),
    metricsBindAddress: addressText(options.metrics),
    clientConnection: { kubeconfig: options.kubeconfig },
    clusterCIDR: options.clusterCidrs.join(','),
    nodePortAddresses: options.nodePortAddresses,
    detectLocalMode: options.isLocalByNode ? 'NodeCIDR' : 'ClusterCIDR',
    oomScoreAdj: options.oomScoreAdj,
    mode,
    nftables: masquerade,
    iptables: {
      ...masquerade,
      localhostNodePorts: iptables.localhostNodePorts,
      syncPeriod: durationText(iptables.syncPeriodMs),
      minSyncPeriod: durationText(iptables.minSyncPeriodMs),
    },
    ipvs: ipvsConfiguration(choice.ipvs),
    conntrack: conntrackConfiguration(options.conntrack),
  }
}

function ipvsConfiguration(ipvs: ProxyCommandOptions['choice']['ipvs']): object {
  return {
    ...{ scheduler: ipvs.scheduler, excludeCIDRs: ipvs.excludeCidrs, strictARP: ipvs.strictArp },
    syncPeriod: durationText(ipvs.syncPeriodMs),
    minSyncPeriod: durationText(ipvs.minSyncPeriodMs),
    tcpTimeout: durationText(ipvs.tcpTimeoutMs),
    tcpFinTimeout: durationText(ipvs.tcpFinTimeoutMs),
    udpTimeout: durationText(ipvs.udpTimeoutMs),
  }
}

function conntrackConfiguration(conntrack: ProxyCommandOptions['conntrack']): object {
  return {
    ...{ maxPerCore: conntrack.maxPerCore, min: conntrack.min, tcpBeLiberal: conntrack.tcpBeLiberal },
    tcpEstablishedTimeout: formatDuration(conntrack.tcpEstablishedMs),
    tcpCloseWaitTimeout: formatDuration(conntrack.tcpCloseWaitMs),
    udpTimeout: formatDuration(conntrack.udpMs),
    udpStreamTimeout: formatDuration(conntrack.udpStreamMs),
  }
}

function addressText(address: ListenAddress): string {
  if (!address) return ''
  const { host = '0.0.0.0', port } = address
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

const durationText = (ms = 0): string => formatDuration(ms)
