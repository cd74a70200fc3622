import { isIP } from 'node:net'
import { OptionError, type OptionValues } from '@knarr/component'
import { type IptablesSettings, type IpvsSettings, type ProxyMode, schedulers } from '@knarr/proxy'

/** Upstream's flags of kube-proxy that choose how services are routed. */
export const proxyModeTable = {
  'proxy-mode': {
    type: 'string',
    default: 'nftables',
    oneOf: ['nftables', 'iptables', 'ipvs'],
    help: "How services are routed. ipvs falls back to nftables, and says why, where a node's kernel lacks it.",
  },
  'iptables-sync-period': {
    type: 'duration',
    default: '30s',
    help: "How often the kernel is asked whether it still has the proxy's chains.",
  },
  'iptables-min-sync-period': {
    type: 'duration',
    default: '1s',
    help: 'The least time between two writes of changed rules.',
  },
  'iptables-localhost-nodeports': {
    type: 'boolean',
    default: true,
    help: 'Whether node ports answer at 127.0.0.1 too, in iptables mode.',
  },
  'iptables-masquerade-bit': {
    type: 'number',
    default: 14,
    help: 'The bit of the packet mark that asks for masquerading, of any mode; from 0 to 31.',
  },
  'ipvs-scheduler': { type: 'string', default: 'rr', help: 'The scheduler of services that name none.' },
  'ipvs-sync-period': {
    type: 'duration',
    default: '30s',
    help: "How often the kernel's rules are read and what differs is written.",
  },
  'ipvs-min-sync-period': {
    type: 'duration',
    default: '0s',
    help: 'The least time between two writes of changed rules.',
  },
  'ipvs-exclude-cidrs': {
    type: 'list',
    help: 'Networks whose virtual servers and addresses are not removed, as they are not of services.',
  },
  'ipvs-strict-arp': { type: 'boolean', help: 'Set arp_ignore to 1 and arp_announce to 2.' },
  'ipvs-tcp-timeout': {
    type: 'duration',
    default: '0s',
    help: 'Timeout of idle TCP connections; 0 leaves it.',
  },
  'ipvs-tcpfin-timeout': {
    type: 'duration',
    default: '0s',
    help: 'Timeout of TCP connections after a FIN; 0 leaves it.',
  },
  'ipvs-udp-timeout': { type: 'duration', default: '0s', help: 'Timeout of UDP packets; 0 leaves it.' },
} as const

export interface ProxyChoice {
  readonly mode: ProxyMode
  readonly ipvs: IpvsSettings
  readonly iptables: IptablesSettings
  readonly masqueradeBit: number
}

/** @throws OptionError where upstream refuses the configuration. */
export function proxyChoiceOf(values: OptionValues<typeof proxyModeTable>): ProxyChoice {
  const { ipvsScheduler, ipvsSyncPeriod, ipvsMinSyncPeriod, ipvsExcludeCidrs } = values
  const { iptablesSyncPeriod, iptablesMinSyncPeriod, iptablesMasqueradeBit: masqueradeBit } = values
  checkPeriods('ipvs', ipvsSyncPeriod, ipvsMinSyncPeriod)
  checkPeriods('iptables', iptablesSyncPeriod, iptablesMinSyncPeriod)
  if (masqueradeBit > 31)
    throw new OptionError('invalid --iptables-masquerade-bit: must be within the range [0, 31]')
  if (!schedulers.includes(ipvsScheduler))
    throw new OptionError(
      `invalid value "${ipvsScheduler}" for --ipvs-scheduler: must be one of ${schedulers.join(', ')}`,
    )
  for (const cidr of ipvsExcludeCidrs)
    if (!isCidr(cidr))
      throw new OptionError(`invalid value "${cidr}" for --ipvs-exclude-cidrs: must be a valid CIDR block`)
  return {
    ...{ mode: values.proxyMode as ProxyMode, masqueradeBit },
    iptables: {
      ...{ syncPeriodMs: iptablesSyncPeriod, minSyncPeriodMs: iptablesMinSyncPeriod },
      localhostNodePorts: values.iptablesLocalhostNodeports,
    },
    ipvs: {
      scheduler: ipvsScheduler,
      ...{ syncPeriodMs: ipvsSyncPeriod, minSyncPeriodMs: ipvsMinSyncPeriod },
      ...{ excludeCidrs: ipvsExcludeCidrs, strictArp: values.ipvsStrictArp },
      ...{ tcpTimeoutMs: values.ipvsTcpTimeout, tcpFinTimeoutMs: values.ipvsTcpfinTimeout },
      udpTimeoutMs: values.ipvsUdpTimeout,
    },
  }
}

function checkPeriods(mode: string, syncPeriodMs: number, minSyncPeriodMs: number): void {
  if (syncPeriodMs <= 0) throw new OptionError(`invalid --${mode}-sync-period: must be greater than 0`)
  if (minSyncPeriodMs > syncPeriodMs)
    throw new OptionError(
      `invalid --${mode}-sync-period: must be greater than or equal to --${mode}-min-sync-period`,
    )
}

function isCidr(text: string): boolean {
  const [, address = '', prefix = ''] = /^([^/]+)\/(\d+)$/.exec(text) ?? []
  return isIP(address) !== 0 && Number(prefix) <= (isIP(address) === 6 ? 128 : 32)
}
