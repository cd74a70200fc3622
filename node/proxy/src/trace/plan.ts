import { jumps } from '../iptables/render-base.ts'
import { renderService as renderForIptables } from '../iptables/render-service.ts'
import { restoreInput } from '../iptables/restore-input.ts'
import { renderService as renderForIpvs } from '../ipvs/render-service.ts'
import { hostPort, realServerLine, serviceLine, virtualServerId } from '../ipvs/virtual-server.ts'
import { WantedState } from '../ipvs/wanted-state.ts'
import type { ProxyMode } from '../mode/proxy-mode.ts'
import { categorizeEndpoints } from '../model/categorize-endpoints.ts'
import { type ServicePortEntry, servicePortName } from '../model/service-port.ts'
import { NftTable } from '../nftables/nft-table.ts'
import { renderService } from '../nftables/render-service.ts'
import type { Scene } from './meaning.ts'

const renderers: Readonly<Record<ProxyMode, (scene: Scene) => string[]>> = {
  nftables: nftCommands,
  ipvs: ipvsCommands,
  iptables: iptablesInput,
  userspace: portalLines,
}

/**
 * What a proxy writes for a scene, as the input of `nft -f` or of `iptables-restore`, as commands for IPVS and its sets, or as the addresses that
 * are listened on.
 */
export function planOf(mode: ProxyMode, scene: Scene): string[] {
  return renderers[mode](scene)
}

/** The commands that make the whole table. */
export function nftCommands(scene: Scene): string[] {
  const { topology, rules } = scene
  const table = new NftTable(rules)
  table.update(
    new Map(
      byService(scene).map(([key, entries]) => [key, renderService(entries, topology, rules)] as const),
    ),
  )
  return table.whole()
}

function iptablesInput(scene: Scene): string[] {
  const { topology } = scene
  const rules = { ...scene.rules, hasLocalhostNodePorts: true }
  const fragments = new Map(
    byService(scene).map(([key, entries]) => [key, renderForIptables(entries, topology, rules)] as const),
  )
  return restoreInput({ rules, fragments, services: fragments.keys(), gone: [], missing: jumps })
    .trimEnd()
    .split('\n')
}

function ipvsCommands(scene: Scene): string[] {
  const { topology, rules } = scene
  const state = new WantedState(rules.family)
  state.update(
    new Map(
      byService(scene).map(([key, entries]) => [key, renderForIpvs(entries, topology, rules)] as const),
    ),
  )
  const servers = [...state.virtualServers.ids()].flatMap((id) => state.virtualServers.holder(id) ?? [])
  return [
    ...[...state.addresses.ids()].map((ip) => `ip addr add ${ip} dev kube-ipvs0`),
    ...[...state.entries.ids()].map((entry) => `ipset add ${entry}`),
    ...servers.flatMap((server) => [
      `ipvsadm ${serviceLine('-A', server)}`,
      ...[...server.servers].map(
        ([address, weight]) => `ipvsadm ${realServerLine('-a', virtualServerId(server), address, weight)}`,
      ),
    ]),
  ]
}

function portalLines({ entries, topology, rules }: Scene): string[] {
  return entries.flatMap((entry) => {
    const { servicePort } = entry
    const { cluster, local } = categorizeEndpoints(entry, topology)
    const ways = [
      ...[servicePort.clusterIp, ...servicePort.externalIps, ...servicePort.loadBalancerIps].map((ip) =>
        hostPort(ip, servicePort.port),
      ),
      ...(servicePort.nodePort
        ? rules.nodePortAddresses.map((ip) => hostPort(ip, servicePort.nodePort))
        : []),
    ]
    const endpoints = [...new Set([...cluster, ...local].map(({ ip, port }) => hostPort(ip, port)))].join(
      ', ',
    )
    return ways.map(
      (way) => `${servicePort.protocol} ${way} -> ${endpoints || 'nobody'} (${servicePortName(servicePort)})`,
    )
  })
}

function byService({ entries }: Scene): [key: string, entries: ServicePortEntry[]][] {
  const found = Map.groupBy(entries, ({ servicePort }) => `${servicePort.namespace}/${servicePort.service}`)
  return [...found]
}
