import type { Logger } from '@knarr/component'
import { IpvsKernel, type IpvsKernelOptions } from '../ipvs/ipvs-kernel.ts'
import { ipvsProblem } from '../ipvs/ipvs-problem.ts'

export type ProxyMode = 'nftables' | 'ipvs' | 'iptables' | 'userspace'

/** What `--ipvs-…` options say. */
export interface IpvsSettings {
  /** The scheduler of services that name none: `rr` unless given. */
  readonly scheduler?: string
  readonly minSyncPeriodMs?: number
  /** How often the kernel is read and what differs is written: 30 s unless given. */
  readonly syncPeriodMs?: number
  /** Networks whose virtual servers and addresses are someone else's. */
  readonly excludeCidrs?: readonly string[]
  /** Answers ARP only for addresses of the interface asked. */
  readonly strictArp?: boolean
  /** After which idle connections are forgotten; 0 or undefined leaves what there is. */
  readonly tcpTimeoutMs?: number
  readonly tcpFinTimeoutMs?: number
  readonly udpTimeoutMs?: number
}

/** What `--iptables-…` options say. */
export interface IptablesSettings {
  /** Whether node ports answer at 127.0.0.1 too: they do unless given. */
  readonly localhostNodePorts?: boolean
  readonly minSyncPeriodMs?: number
  /** How often the kernel is asked whether it still has what was written: 30 s unless given. */
  readonly syncPeriodMs?: number
}

export interface ModeWish extends Omit<IpvsKernelOptions, 'family'> {
  readonly wanted: ProxyMode
  readonly scheduler?: string | undefined
  readonly logger: Logger
}

/** The mode wanted, or nftables where the node cannot do it; says which and why. */
export async function chooseProxyMode(wish: ModeWish): Promise<ProxyMode> {
  const { wanted, scheduler, logger } = wish
  if (wanted !== 'ipvs' && wanted !== 'iptables') return wanted
  const name = wanted === 'ipvs' ? 'IPVS' : wanted
  const reason = await (wanted === 'ipvs' ? ipvsReason(wish) : iptablesReason(wish))
  if (reason) {
    logger.warn(`can't use the ${name} proxier: using nftables instead`, { reason })
    return 'nftables'
  }
  logger.info(`using the ${name} proxier`, wanted === 'ipvs' ? { scheduler: scheduler || 'rr' } : {})
  return wanted
}

function ipvsReason({ run, enter, scheduler }: ModeWish): Promise<string | undefined> {
  return ipvsProblem(new IpvsKernel({ run, enter, family: 'IPv4' }), scheduler || undefined)
}

async function iptablesReason({ run, enter }: ModeWish): Promise<string | undefined> {
  try {
    await run(enter(['iptables-save', '-t', 'nat']))
    return undefined
  } catch (error) {
    return `iptables is not available on this host: ${(error as Error).message}`
  }
}
