import { hostPort } from '../ipvs/virtual-server.ts'
import type { ProxyMode } from '../mode/proxy-mode.ts'
import { isOfMachine, meaningOf, type Scene } from './meaning.ts'
import { NftRuleset } from './nft-ruleset.ts'
import { walkNft } from './nft-walk.ts'
import type { Explained, Packet } from './packet.ts'
import { nftCommands, planOf } from './plan.ts'

export interface Trace {
  readonly outcome: Explained
  /**
   * What of the kernel's state the packet meets: in nftables mode the rules on its way, where dice are thrown that to the
   * first endpoint; in other modes what the address has there.
   */
  readonly rules: readonly string[]
}

/** What becomes of the first packet of a connection on a node, why, and by which rules. */
export function trace(packet: Packet, scene: Scene, mode: ProxyMode = 'nftables'): Trace {
  const outcome = meaningOf(packet, scene)
  return { outcome, rules: mode === 'nftables' ? rulesOnTheWay(packet, scene) : planned(packet, scene, mode) }
}

function rulesOnTheWay(packet: Packet, scene: Scene): string[] {
  const ruleset = new NftRuleset()
  ruleset.apply(nftCommands(scene))
  const isLocalAddress = (ip: string): boolean => isOfMachine(ip, scene)
  const { steps } = walkNft(packet, { ruleset, isLocalAddress, choose: () => 0 })
  return steps.map(({ chain, rule }) => `[${chain}] ${rule}`)
}

function planned({ destination, port, protocol }: Packet, scene: Scene, mode: ProxyMode): string[] {
  const words = [` ${hostPort(destination, port)} `, ` ${destination},${protocol.toLowerCase()}:${port} `]
  return planOf(mode, scene).filter((line) => words.some((word) => `${line} `.includes(word)))
}

/** A trace as lines to read. */
export function traceLines(packet: Packet, { outcome, rules }: Trace): string[] {
  const { source, destination, protocol, port } = packet
  return [
    `${protocol} ${source} -> ${hostPort(destination, port)}`,
    ...[...outcome.reasons, ...rules].map((line) => `  ${line}`),
    ...endLines(packet, outcome),
  ]
}

function endLines({ source }: Packet, outcome: Explained): string[] {
  if (outcome.kind === 'pass') return ['=> not translated']
  if (outcome.kind !== 'forward') return [`=> ${outcome.kind}`]
  return outcome.endpoints.map(({ endpoint, isMasqueraded }) => {
    const from = isMasqueraded ? 'masqueraded' : `from ${source}`
    return `=> ${hostPort(endpoint.ip, endpoint.port)} ${from}${endpoint.isLocal ? ', on this node' : ''}`
  })
}
