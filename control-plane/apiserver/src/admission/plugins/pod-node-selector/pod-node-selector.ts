import { decodeYaml } from '@knarr/api'
import { type Namespace, namespaces, type Pod } from '@knarr/api/core/v1'
import { forbidden, internalError, isJsonObject } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from '../../admission-plugin.ts'
import { isPodCreation } from '../pod-attributes.ts'
import { type LabelSet, labelsOfSelector } from './labels-of-selector.ts'

/** Selectors by namespaces: what their pods may ask for. `clusterDefaultNodeSelector`: what pods get. */
export type NodeSelectors = ReadonlyMap<string, string>

const annotation = 'scheduler.alpha.kubernetes.io/node-selector'

/** Pods go to the nodes that their namespace's annotation selects, or the cluster's selector where there is none. */
export function podNodeSelector(selectors: NodeSelectors = new Map()): AdmissionPlugin {
  const refuseOthers = (attributes: AdmissionAttributes, wanted: LabelSet): void => {
    const { metadata, spec } = attributes.object as Pod
    const { nodeSelector = {} } = spec
    if (Object.entries(nodeSelector).some(([key, value]) => (wanted.get(key) ?? value) !== value))
      throw forbidden(
        attributes.resource,
        metadata.name,
        'pod node label selector conflicts with its namespace node label selector',
      )
    const allowed = labelsOfSelector(selectors.get(attributes.namespace) ?? '')
    const isAllowed = Object.entries(nodeSelector).every(([key, value]) => allowed.get(key) === value)
    if (allowed.size > 0 && !isAllowed)
      throw forbidden(
        attributes.resource,
        metadata.name,
        'pod node label selector labels conflict with its namespace whitelist',
      )
  }
  return {
    name: 'PodNodeSelector',

    handles: isPodCreation,

    async admit(attributes, context) {
      const { spec } = attributes.object as Pod
      const wanted = await wantedOf(attributes, context, selectors)
      const merged = { ...Object.fromEntries(wanted), ...spec.nodeSelector }
      if (Object.keys(merged).length > 0) spec.nodeSelector = merged
      refuseOthers(attributes, wanted)
    },

    async validate(attributes, context) {
      refuseOthers(attributes, await wantedOf(attributes, context, selectors))
    },
  }
}

/** Reads `podNodeSelectorPluginConfig`. @throws Error for what is not YAML */
export function parseNodeSelectors(text: string): NodeSelectors {
  const { value } = decodeYaml(Buffer.from(text))
  const selectors = isJsonObject(value) ? value.podNodeSelectorPluginConfig : undefined
  if (!isJsonObject(selectors)) return new Map()
  return new Map(Object.entries(selectors).map(([name, selector]) => [name, String(selector ?? '')]))
}

async function wantedOf(
  { namespace }: AdmissionAttributes,
  context: AdmissionContext,
  selectors: NodeSelectors,
): Promise<LabelSet> {
  const found = await context.find<Namespace>(namespaces, { namespace: '', name: namespace })
  if (!found) throw internalError(`namespace ${namespace} does not exist`)
  return labelsOfSelector(
    found.metadata.annotations?.[annotation] ?? selectors.get('clusterDefaultNodeSelector') ?? '',
  )
}
