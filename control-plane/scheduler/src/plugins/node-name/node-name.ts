import type { Plugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'

/** Holds a pod that names its node to that node. */
export const nodeName: Plugin = {
  name: 'NodeName',
  wakesOn: ['node-added', 'node-changed'],

  filter({ spec }, { name }) {
    return spec.nodeName && spec.nodeName !== name
      ? unresolvable("node(s) didn't match the requested node name")
      : undefined
  },
}
