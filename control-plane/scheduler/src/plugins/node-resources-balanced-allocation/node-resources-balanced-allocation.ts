import { maxNodeScore } from '../../framework/normalize.ts'
import type { Plugin } from '../../framework/plugin.ts'
import { skip } from '../../framework/status.ts'

/** Prefers nodes whose shares of used CPU and memory the pod brings closer together. */
export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',

  preScore({ requests }) {
    return requests.cpu === 0 && requests.memory === 0 ? skip : undefined
  },

  score({ requests }, { allocatable, requested }) {
    const before = balance(share(requested.cpu, allocatable.cpu), share(requested.memory, allocatable.memory))
    const after = balance(
      share(requested.cpu + requests.cpu, allocatable.cpu),
      share(requested.memory + requests.memory, allocatable.memory),
    )
    return maxNodeScore / 2 + Math.trunc((maxNodeScore / 2 + after - before) / 2)
  },
}

function share(used: number, allocatable: number): number | undefined {
  return allocatable === 0 ? undefined : Math.min(1, used / allocatable)
}

/** 100 where both shares are the same, less the further they are apart. */
function balance(cpu: number | undefined, memory: number | undefined): number {
  const deviation = cpu === undefined || memory === undefined ? 0 : Math.abs(cpu - memory) / 2
  return Math.trunc((1 - deviation) * maxNodeScore)
}
