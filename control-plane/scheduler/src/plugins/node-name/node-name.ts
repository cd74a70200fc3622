import type { Plugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'

const mismatch = unresolvable("node(s) didn't match the requested node name")

/** Holds a pod that names its node to that node. */
export const nodeName: Plugin = {
  name: 'NodeName',
  events: [{ on: ['nodeAdd'], mayHelp: ({ spec }, { node }) => spec.nodeName === node?.metadata.name }],

  filter({ pod }, { name }) {
    return pod.spec.nodeName && pod.spec.nodeName !== name ? mismatch : undefined
  },
}
