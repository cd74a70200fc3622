import { IpvsKernel } from '../ipvs/ipvs-kernel.ts'
import { type BackendOptions, makeBackend } from './make-backend.ts'
import type { ProxyMode } from './proxy-mode.ts'

/** Removes what a proxy in another mode left on the node: two modes at once answer twice. */
export async function cleanOtherModes(mode: ProxyMode, options: BackendOptions): Promise<void> {
  const { logger } = options
  try {
    if (mode === 'ipvs') await makeBackend('nftables', options).cleanup()
    else if ((await new IpvsKernel(options).interfaces()).hasDummy)
      await makeBackend('ipvs', options).cleanup()
  } catch (error) {
    logger.debug('could not remove what another proxy mode left', { err: error })
  }
}
