import type { Logger } from '@knarr/component'
import { type RunCommand, runCommand } from '@knarr/linux'

/** What the kernel's table of connections is to be like; 0 leaves what there is. */
export interface ConntrackSettings {
  readonly maxPerCore: number
  /** The least limit in all, unless `maxPerCore` is 0. */
  readonly min: number
  readonly tcpEstablishedMs: number
  readonly tcpCloseWaitMs: number
  readonly tcpBeLiberal: boolean
  readonly udpMs: number
  readonly udpStreamMs: number
}

export interface SetConntrackOptions {
  readonly cores: number
  readonly logger: Logger
  readonly run?: RunCommand
  /** A command with what it takes to run it on the node. */
  enter(command: readonly string[]): string[]
}

/** Sets what has another value. What the kernel refuses, as in a container, is told of, and the rest is set. */
export async function setConntrack(
  settings: ConntrackSettings,
  { cores, logger, run = runCommand, enter }: SetConntrackOptions,
): Promise<void> {
  for (const [name, value] of sysctlsOf(settings, cores)) {
    const file = `/proc/sys/net/netfilter/${name}`
    try {
      await run(enter(['sh', '-ec', `[ "$(cat ${file})" = ${value} ] || echo ${value} >${file}`]))
    } catch (error) {
      logger.warn('could not set a limit of connection tracking', { sysctl: name, value, err: error })
    }
  }
}

function sysctlsOf(settings: ConntrackSettings, cores: number): [name: string, value: number][] {
  const { maxPerCore, min, tcpBeLiberal } = settings
  const seconds = (ms: number): number => Math.floor(ms / 1000)
  const wanted: [string, number][] = [
    ['nf_conntrack_max', maxPerCore > 0 ? Math.max(maxPerCore * cores, min) : 0],
    ['nf_conntrack_tcp_timeout_established', seconds(settings.tcpEstablishedMs)],
    ['nf_conntrack_tcp_timeout_close_wait', seconds(settings.tcpCloseWaitMs)],
    ['nf_conntrack_tcp_be_liberal', tcpBeLiberal ? 1 : 0],
    ['nf_conntrack_udp_timeout', seconds(settings.udpMs)],
    ['nf_conntrack_udp_timeout_stream', seconds(settings.udpStreamMs)],
  ]
  return wanted.filter(([, value]) => value > 0)
}
