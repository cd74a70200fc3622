import type { Logger } from '@knarr/component'
import type { RunCommand } from '@knarr/linux'
import type { Clock } from '@knarr/machinery'
import { IptablesBackend } from '../iptables/iptables-backend.ts'
import { IpvsBackend } from '../ipvs/ipvs-backend.ts'
import type { ProxyBackend } from '../model/proxy-backend.ts'
import type { NftOptions } from '../nftables/nft-options.ts'
import { NftablesBackend } from '../nftables/nftables-backend.ts'
import { UserspaceBackend } from '../userspace/userspace-backend.ts'
import type { IptablesSettings, IpvsSettings, ProxyMode } from './proxy-mode.ts'

export interface BackendOptions extends NftOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly run: RunCommand
  readonly ipvs: IpvsSettings
  readonly iptables: IptablesSettings
  /** A command with what it takes to run it on the node. */
  enter(command: readonly string[]): string[]
}

/** What writes services in that mode. */
export function makeBackend(mode: ProxyMode, options: BackendOptions): ProxyBackend {
  if (mode === 'nftables') return new NftablesBackend(options)
  if (mode === 'iptables') {
    const { localhostNodePorts: hasLocalhostNodePorts = true } = options.iptables
    return new IptablesBackend({ ...options, hasLocalhostNodePorts })
  }
  if (mode === 'userspace') return new UserspaceBackend(options)
  const { tcpTimeoutMs = 0, tcpFinTimeoutMs = 0, udpTimeoutMs = 0, ...settings } = options.ipvs
  return new IpvsBackend({
    ...options,
    ...settings,
    tcpTimeoutSeconds: tcpTimeoutMs / 1000,
    tcpFinTimeoutSeconds: tcpFinTimeoutMs / 1000,
    udpTimeoutSeconds: udpTimeoutMs / 1000,
  })
}
