import { BlockList, isIP, isIPv6 } from 'node:net'
import { defineOptions, helpText, OptionError, type OptionValues, parseOptions } from '@knarr/component'
import type { ConntrackSettings, Packet, ProxyOptions } from '@knarr/proxy'
import { type ProxyChoice, proxyChoiceOf, proxyModeTable } from '../up/proxy-mode-options.ts'
import { readConfig } from '../up/read-config.ts'
import { conntrackOf, conntrackTable } from './conntrack-options.ts'
import { packetOf } from './packet-of.ts'
import { flagsOfConfiguration } from './proxy-configuration.ts'
import { passedOverTable, runOnceTable } from './run-once-options.ts'

type ListenAddress = NonNullable<NonNullable<ProxyOptions['listeners']>['health']>

const table = defineOptions({
  config: {
    type: 'string',
    help: 'A KubeProxyConfiguration (kubeproxy.config.k8s.io/v1alpha1), in place of the other flags.',
  },
  kubeconfig: { type: 'string', help: 'The kubeconfig to use; as kubectl finds it unless given.' },
  master: { type: 'string', help: "The API server's address, in place of the one in the kubeconfig." },
  'hostname-override': { type: 'string', help: 'The name of the node; the hostname unless given.' },
  'bind-address': {
    type: 'string',
    default: '0.0.0.0',
    help: "Overrides the node's own address; unspecified, it is read from the node.",
  },
  'healthz-bind-address': {
    type: 'string',
    default: '0.0.0.0',
    help: 'Where the health server listens; empty for nowhere.',
  },
  'metrics-bind-address': {
    type: 'string',
    default: '127.0.0.1',
    help: 'Where the metrics server listens; empty for nowhere.',
  },
  'healthz-port': {
    type: 'number',
    default: 10_256,
    help: 'The port of the health server where its address names none; 0 for no server.',
  },
  'metrics-port': {
    type: 'number',
    default: 10_249,
    help: 'The port of the metrics server where its address names none; 0 for no server.',
  },
  'cluster-cidr': {
    type: 'list',
    help: 'Networks of the pods: traffic from elsewhere to a cluster IP is masqueraded.',
  },
  'nodeport-addresses': {
    type: 'list',
    help: 'Networks of the addresses that node ports answer on; primary, the default, for those of the node.',
  },
  'masquerade-all': { type: 'boolean', help: 'SNAT all traffic sent via service cluster IPs.' },
  'detect-local-mode': {
    type: 'string',
    default: 'ClusterCIDR',
    oneOf: ['ClusterCIDR', 'NodeCIDR'],
    help: "Which traffic is of this cluster's pods: of --cluster-cidr, or of the node's own podCIDRs.",
  },
  'oom-score-adj': {
    type: 'number',
    default: -999,
    help: 'How readily the kernel ends this process when memory is short, from -1000 to 1000; takes root.',
  },
  ...runOnceTable,
  ...passedOverTable,
  ...conntrackTable,
  ...proxyModeTable,
  'proxy-mode': {
    type: 'string',
    default: 'nftables',
    oneOf: ['nftables', 'iptables', 'ipvs', 'userspace'],
    help: 'How services are routed: by the kernel, or by this process, which needs no root (userspace).',
  },
})

export interface ProxyCommandOptions {
  readonly kubeconfig: string
  /** The API server's address where it is not the kubeconfig's. */
  readonly master: string
  readonly hostnameOverride: string
  readonly bindAddress: string
  /** Where servers listen; nowhere unless given. */
  readonly health: ListenAddress | undefined
  readonly metrics: ListenAddress | undefined
  readonly conntrack: ConntrackSettings
  readonly clusterCidrs: readonly string[]
  readonly nodePortAddresses: readonly string[]
  readonly masqueradeAll: boolean
  /** Pods' networks are those of the node, not `clusterCidrs`. */
  readonly isLocalByNode: boolean
  readonly oomScoreAdj: number
  readonly cleanup: boolean
  readonly initOnly: boolean
  /** A file; empty for none. */
  readonly writeConfigTo: string
  readonly choice: ProxyChoice
}

const traceTable = defineOptions({
  src: { type: 'string', help: 'The address that the connection comes from.' },
  dst: { type: 'string', help: 'Where it goes to, as ADDRESS:PORT.' },
  protocol: { type: 'string', default: 'TCP', oneOf: ['TCP', 'UDP', 'SCTP'], help: 'Its protocol.' },
  ...table,
})

const descriptions = {
  proxy:
    "kube-proxy for one node of any cluster: writes its services to this machine's kernel until a signal.",
  'proxy plan':
    'Prints what a proxy with these options would write for the services there are; writes nothing.',
  'proxy trace':
    'Tells what becomes of a connection on a node: which service it is for, which endpoints it may reach and why, and by which rules.',
} as const

type Help = { readonly help: string }

/** @throws OptionError where upstream refuses the configuration. */
export function parseProxyOptions(
  args: readonly string[],
  command: 'proxy' | 'proxy plan' = 'proxy',
): ProxyCommandOptions | Help {
  const { values, positional, wantsHelp } = parseOptions(table, args)
  const usage = command === 'proxy' ? 'proxy [plan|trace]' : command
  if (wantsHelp) return { help: helpText(`knarr ${usage} [options]`, descriptions[command], table) }
  if (positional[0] !== undefined) throw new OptionError(`unknown command "${positional[0]}"`)
  return proxyOptionsOf(configured(values))
}

/** @throws OptionError where the connection is not told in full, too. */
export function parseTraceOptions(
  args: readonly string[],
): { readonly packet: Packet; readonly options: ProxyCommandOptions } | Help {
  const { values, positional, wantsHelp } = parseOptions(traceTable, args)
  const usage = 'knarr proxy trace --src=ADDRESS --dst=ADDRESS:PORT [options]'
  if (wantsHelp) return { help: helpText(usage, descriptions['proxy trace'], traceTable) }
  if (positional[0] !== undefined) throw new OptionError(`unknown argument "${positional[0]}"`)
  return { packet: packetOf(values), options: proxyOptionsOf(configured(values)) }
}

function proxyOptionsOf(values: OptionValues<typeof table>): ProxyCommandOptions {
  checkAddresses(values)
  return {
    ...{
      kubeconfig: values.kubeconfig ?? '',
      master: values.master ?? '',
      hostnameOverride: (values.hostnameOverride ?? '').trim().toLowerCase(),
    },
    ...{ bindAddress: values.bindAddress, masqueradeAll: values.masqueradeAll, initOnly: values.initOnly },
    cleanup: values.cleanup || values.cleanupIpvs || values.cleanupIptables,
    writeConfigTo: values.writeConfigTo ?? '',
    isLocalByNode: values.detectLocalMode === 'NodeCIDR',
    oomScoreAdj: oomScoreAdjOf(values.oomScoreAdj),
    health: listenAddressOf('healthz-bind-address', values.healthzBindAddress, values.healthzPort),
    metrics: listenAddressOf('metrics-bind-address', values.metricsBindAddress, values.metricsPort),
    conntrack: conntrackOf(values),
    ...{ clusterCidrs: values.clusterCidr, nodePortAddresses: values.nodeportAddresses },
    choice: proxyChoiceOf(values),
  }
}

/** A file wins over flags, but for those that are not about how services are routed. */
function configured(flags: OptionValues<typeof table>): OptionValues<typeof table> {
  if (!flags.config) return flags
  const text = JSON.stringify(flagsOfConfiguration(readConfig(flags.config)))
  const { values } = parseOptions(table, [], text)
  const { cleanup, cleanupIpvs, cleanupIptables, initOnly, writeConfigTo, master } = flags
  const runOnce = { cleanup, cleanupIpvs, cleanupIptables, initOnly, ...(writeConfigTo && { writeConfigTo }) }
  const kubeconfig = values.kubeconfig || flags.kubeconfig
  const hostnameOverride = flags.hostnameOverride || values.hostnameOverride
  return { ...values, ...runOnce, kubeconfig, hostnameOverride, ...(master ? { master } : {}) }
}

function oomScoreAdjOf(score: number): number {
  if (Number.isInteger(score) && Math.abs(score) <= 1000) return score
  throw new OptionError('invalid --oom-score-adj: must be within the range [-1000, 1000]')
}

/** Upstream's flag takes an address with or without a port. */
function listenAddressOf(flag: string, text: string, portUnlessNamed: number): ListenAddress | undefined {
  if (text === '' || portUnlessNamed === 0) return undefined
  if (isIP(text)) return { host: text, port: portUnlessNamed }
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(text) ?? []
  const host = bracketed ?? plain ?? ''
  if (isIP(host) === 0 || Number(port) > 65_535)
    throw new OptionError(`invalid value "${text}" for --${flag}: must be ADDRESS or ADDRESS:PORT`)
  return { host, port: Number(port) }
}

function checkAddresses(values: OptionValues<typeof table>): void {
  const { bindAddress, clusterCidr, nodeportAddresses } = values
  if (!isIP(bindAddress))
    throw new OptionError(
      `invalid value "${bindAddress}" for --bind-address: not a valid textual representation of an IP address`,
    )
  for (const cidr of clusterCidr) networkOf(cidr, '--cluster-cidr')
  if (nodeportAddresses.includes('primary')) {
    if (nodeportAddresses.length > 1)
      throw new OptionError("invalid --nodeport-addresses: can't use both 'primary' and CIDRs")
    return
  }
  for (const cidr of nodeportAddresses) networkOf(cidr, '--nodeport-addresses')
}

/** Which addresses node ports answer on: the node's, or those of the machine that are in the networks wanted. */
export function nodePortAddressesOf(
  wanted: readonly string[],
  nodeIps: readonly string[],
  machine: readonly string[],
): readonly string[] {
  if (wanted.length === 0 || wanted.includes('primary')) return nodeIps
  const networks = wanted.map((cidr) => ({
    isOfIPv6: cidr.includes(':'),
    list: networkOf(cidr, '--nodeport-addresses'),
  }))
  // A BlockList finds addresses of IPv4 in networks of IPv6, as mapped ones.
  return machine.filter((ip) =>
    networks.some(({ isOfIPv6, list }) => isOfIPv6 === isIPv6(ip) && list.check(ip, familyOf(ip))),
  )
}

function networkOf(cidr: string, flag: string): BlockList {
  const [address = '', prefix = ''] = cidr.split('/')
  const list = new BlockList()
  try {
    if (!/^\d+$/.test(prefix)) throw new RangeError('no prefix')
    list.addSubnet(address, Number(prefix), familyOf(address))
  } catch (cause) {
    throw new OptionError(`invalid value "${cidr}" for ${flag}: must be a valid CIDR block`, { cause })
  }
  return list
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}
