import { CommandError } from '@knarr/linux'
import type { IpvsKernel } from './ipvs-kernel.ts'
import { defaultScheduler } from './ipvs-options.ts'

/** The least version of ipset, whose IPv6 sets are needed. */
const minIpsetVersion = '6.0'

/** Of a network for documentation, which no service has. */
const probe = '-t 198.51.100.0:20000'

/** Why a node cannot do IPVS mode with that scheduler; undefined where it can. Leaves nothing behind. */
export async function ipvsProblem(
  kernel: IpvsKernel,
  scheduler: string = defaultScheduler,
): Promise<string | undefined> {
  const inKernel = await attempt(() => kernel.virtualServers())
  if (inKernel.problem) {
    const isKernel = /initialize ipvs/.test(inKernel.problem)
    return `${isKernel ? 'ipvs not supported by the kernel' : "can't run ipvsadm"}: ${inKernel.problem}`
  }
  const version = await attempt(() => kernel.ipsetVersion())
  if (version.problem) return `error getting ipset version, error: ${version.problem}`
  if (Number.parseFloat(version.result ?? '') < Number(minIpsetVersion))
    return `ipset version: ${version.result} is less than min required version: ${minIpsetVersion}`
  const isKnown = [...(inKernel.result ?? [])].some(([, server]) => server.scheduler === scheduler)
  if (isKnown) return undefined
  const added = await attempt(() => kernel.restoreServers([`-A ${probe} -s ${scheduler}`]))
  if (added.problem)
    return `the kernel lacks the scheduler ${scheduler} (ip_vs_${scheduler}): ${added.problem}`
  await kernel.restoreServers([`-D ${probe}`])
  return undefined
}

interface Attempt<Result> {
  readonly result?: Result
  /** One line. */
  readonly problem?: string
}

async function attempt<Result>(work: () => Promise<Result>): Promise<Attempt<Result>> {
  try {
    return { result: await work() }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    return { problem: error.stderr.trim().split('\n')[0] || `${error.argv[0]}: status ${error.exitCode}` }
  }
}
