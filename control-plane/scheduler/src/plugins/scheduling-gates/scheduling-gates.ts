import type { Plugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'

/** Holds a pod back while it has `spec.schedulingGates`. */
export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  events: [{ on: ['podGatesEliminated'] }],

  preEnqueue({ spec }) {
    const gates = (spec.schedulingGates ?? []).map(({ name }) => name)
    return gates.length > 0 ? unresolvable(`waiting for scheduling gates: [${gates.join(' ')}]`) : undefined
  },
}
