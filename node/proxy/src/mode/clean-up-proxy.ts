import type { Logger } from '@knarr/component'
import { type RunCommand, runCommand } from '@knarr/linux'
import type { Clock } from '@knarr/machinery'
import { cleanOtherModes } from './clean-other-modes.ts'
import { type BackendOptions, makeBackend } from './make-backend.ts'

export interface CleanUpProxyOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly run?: RunCommand
  /** A command with what it takes to run it on the node. */
  enter(command: readonly string[]): string[]
}

/** Removes what a proxy in any mode left on a node, in both IP families, and nothing else. */
export async function cleanUpProxy(options: CleanUpProxyOptions): Promise<void> {
  const { clock, logger, enter, run = runCommand } = options
  for (const family of ['IPv6', 'IPv4'] as const) {
    const backend: BackendOptions = {
      ...{
        family,
        clock,
        logger,
        run,
        enter,
        ipvs: {},
        iptables: {},
        localCidrs: [],
        nodePortAddresses: [],
        nodeIp: '',
      },
      ...{ masqueradeAll: false, masqueradeMark: 0, serviceCidrs: [] },
    }
    await makeBackend('nftables', backend).cleanup()
    await cleanOtherModes('nftables', backend)
  }
}
