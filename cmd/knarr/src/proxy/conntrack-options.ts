import type { OptionValues } from '@knarr/component'
import type { ConntrackSettings } from '@knarr/proxy'

/** Upstream's flags of the kernel's table of connections. */
export const conntrackTable = {
  'conntrack-max-per-core': {
    type: 'number',
    default: 32_768,
    help: 'Connections to track for each CPU core at most; 0 leaves the limit as it is.',
  },
  'conntrack-min': { type: 'number', default: 131_072, help: 'The least such limit in all.' },
  'conntrack-tcp-timeout-established': {
    type: 'duration',
    default: '24h',
    help: 'After which idle TCP connections are forgotten; 0 leaves it.',
  },
  'conntrack-tcp-timeout-close-wait': {
    type: 'duration',
    default: '1h',
    help: 'After which TCP connections in CLOSE_WAIT are forgotten; 0 leaves it.',
  },
  'conntrack-tcp-be-liberal': {
    type: 'boolean',
    help: 'Whether packets out of the window pass: nf_conntrack_tcp_be_liberal.',
  },
  'conntrack-udp-timeout': {
    type: 'duration',
    default: '0s',
    help: 'After which UDP flows without an answer are forgotten; 0 leaves it.',
  },
  'conntrack-udp-timeout-stream': {
    type: 'duration',
    default: '0s',
    help: 'After which UDP flows with answers are forgotten; 0 leaves it.',
  },
} as const

export function conntrackOf(values: OptionValues<typeof conntrackTable>): ConntrackSettings {
  return {
    ...{ maxPerCore: values.conntrackMaxPerCore, min: values.conntrackMin },
    tcpEstablishedMs: values.conntrackTcpTimeoutEstablished,
    tcpCloseWaitMs: values.conntrackTcpTimeoutCloseWait,
    tcpBeLiberal: values.conntrackTcpBeLiberal,
    ...{ udpMs: values.conntrackUdpTimeout, udpStreamMs: values.conntrackUdpTimeoutStream },
  }
}
