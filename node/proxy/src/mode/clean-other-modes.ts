import { IpvsKernel } from '../ipvs/ipvs-kernel.ts'
import { type BackendOptions, makeBackend } from './make-backend.ts'
import type { ProxyMode } from './proxy-mode.ts'

const modes: readonly ProxyMode[] = ['nftables', 'ipvs', 'iptables', 'userspace']

/** Removes what a proxy in another mode left on the node: two modes at once answer twice. */
export async function cleanOtherModes(mode: ProxyMode, options: BackendOptions): Promise<void> {
  for (const other of modes) {
    if (other === mode) continue
    try {
      if (await mayHaveLeft(other, options)) await makeBackend(other, options).cleanup()
    } catch (error) {
      options.logger.debug('could not remove what another proxy mode left', { mode: other, err: error })
    }
  }
}

async function mayHaveLeft(mode: ProxyMode, options: BackendOptions): Promise<boolean> {
  return mode !== 'ipvs' || (await new IpvsKernel(options).interfaces()).hasDummy
}
