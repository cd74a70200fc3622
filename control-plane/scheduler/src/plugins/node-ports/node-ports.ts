import type { ContainerPort } from '@knarr/api/core/v1'
import { podInfoOf } from '../../cache/node-info.ts'
import type { Plugin } from '../../framework/plugin.ts'
import { unschedulable } from '../../framework/status.ts'

const key = 'NodePorts'

function clashes(a: ContainerPort, b: ContainerPort): boolean {
  if (a.hostPort !== b.hostPort || (a.protocol ?? 'TCP') !== (b.protocol ?? 'TCP')) return false
  const isAny = (ip: string | undefined): boolean => !ip || ip === '0.0.0.0'
  return isAny(a.hostIP) || isAny(b.hostIP) || a.hostIP === b.hostIP
}

/** Keeps pods off nodes where a host port they want is taken. */
export const nodePorts: Plugin = {
  name: key,
  wakesOn: ['node-added', 'pod-removed'],

  preFilter(pod, { state }) {
    state.set(key, podInfoOf(pod).hostPorts)
    return undefined
  },

  filter(_pod, { pods }, { state }) {
    const wanted = state.get(key) as readonly ContainerPort[]
    if (wanted.length === 0) return undefined
    for (const { hostPorts } of pods.values()) {
      if (hostPorts.some((taken) => wanted.some((port) => clashes(port, taken)))) {
        return unschedulable("node(s) didn't have free ports for the requested pod ports")
      }
    }
    return undefined
  },
}
