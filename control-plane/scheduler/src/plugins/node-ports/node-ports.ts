import { hostPortsOf, portsClash } from '../../cache/host-ports.ts'
import type { Plugin } from '../../framework/plugin.ts'
import { skip, unschedulable } from '../../framework/status.ts'

const taken = unschedulable("node(s) didn't have free ports for the requested pod ports")

/** Keeps pods off nodes where a host port they want is taken. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  events: [
    { on: ['nodeAdd'] },
    {
      on: ['assignedPodDelete'],
      mayHelp: (pod, event) => {
        const freed = event.pod ? hostPortsOf(event.pod) : []
        return hostPortsOf(pod).some((port) => freed.some((other) => portsClash(port, other)))
      },
    },
  ],

  preFilter({ hostPorts }) {
    return hostPorts.length === 0 ? { status: skip } : undefined
  },

  filter({ hostPorts }, { usedPorts }) {
    for (const port of hostPorts) {
      const others = usedPorts.get(port.port)
      if (others?.some((other) => portsClash(port, other))) return taken
    }
    return undefined
  },
}
