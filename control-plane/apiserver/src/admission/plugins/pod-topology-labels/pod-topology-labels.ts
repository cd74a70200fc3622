import { type Binding, type Node, nodes, type Pod, pods } from '@knarr/api/core/v1'
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission-plugin.ts'
import { isPodCreation } from '../pod-attributes.ts'
import { writesResource } from '../writes-resource.ts'

const topologyLabels = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']

/** Pods get the zone and region of the node they are bound to, or created on, as labels. */
export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',

  handles: (attributes) => isPodCreation(attributes) || isBinding(attributes),

  async admit(attributes, context) {
    const { object } = attributes
    const name = isBinding(attributes) ? boundNodeOf(object as Binding) : (object as Pod).spec.nodeName
    if (!object || !name) return
    const node = await context.find<Node>(nodes, { namespace: '', name })
    const labels = topologyOf(node)
    // The endpoint of bindings copies their labels to the pod.
    if (labels.length > 0)
      object.metadata.labels = { ...object.metadata.labels, ...Object.fromEntries(labels) }
  },
}

function isBinding(attributes: AdmissionAttributes): boolean {
  return attributes.operation === 'CREATE' && writesResource(attributes, pods, 'binding')
}

/** As upstream has it: what names no kind of target gets no labels. */
function boundNodeOf({ target }: Binding): string | undefined {
  return target.kind === 'Node' ? target.name : undefined
}

function topologyOf(node: Node | undefined): [string, string][] {
  const labels = node?.metadata.labels ?? {}
  return topologyLabels.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]]]))
}
