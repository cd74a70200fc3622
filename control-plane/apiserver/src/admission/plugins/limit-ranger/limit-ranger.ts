import {
  type LimitRange,
  type LimitRangeItem,
  limitRanges,
  type PersistentVolumeClaim,
  type Pod,
} from '@knarr/api/core/v1'
import { forbidden, type KubeObject } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission-plugin.ts'
import { ConfigurationIndex } from '../../configuration-index.ts'
import type { PluginParts } from '../../plugin-parts.ts'
import { setContainerDefaults } from './container-defaults.ts'
import { claimViolations, podViolations } from './limit-violations.ts'

type ByNamespace = ReadonlyMap<string, readonly LimitRange[]>

/** Gives containers the limits and requests their namespace says, and holds pods and claims to its bounds. */
export function limitRanger({ caches }: PluginParts): AdmissionPlugin {
  const index = new ConfigurationIndex<LimitRange, ByNamespace>(caches, limitRanges, (ranges) =>
    Map.groupBy(ranges, ({ metadata }) => metadata.namespace ?? ''),
  )
  const rangesOf = async ({ namespace }: AdmissionAttributes): Promise<readonly LimitRange[]> =>
    (await index.current()).get(namespace) ?? []

  return {
    name: 'LimitRanger',

    handles: (attributes) =>
      !index.isEmpty && isLimited(attributes) && !attributes.old?.metadata.deletionTimestamp,

    async admit(attributes) {
      if (attributes.resource.plural !== 'pods' || attributes.operation !== 'CREATE') return
      for (const range of await rangesOf(attributes)) setContainerDefaults(attributes.object as Pod, range)
    },

    async validate(attributes) {
      for (const { spec } of await rangesOf(attributes)) {
        const violations = violationsOf(attributes, spec?.limits ?? [])
        const [first] = violations
        if (first === undefined) continue
        const why = violations.length > 1 ? `[${[...new Set(violations)].join(', ')}]` : first
        throw forbidden(attributes.resource, attributes.name, why)
      }
    },
  }
}

/** What containers may take is settled when a pod is created, or resized. */
function isLimited({ resource, subresource, operation }: AdmissionAttributes): boolean {
  if (resource.group !== '' || operation === 'DELETE') return false
  if (resource.plural === 'persistentvolumeclaims') return subresource === ''
  if (resource.plural !== 'pods') return false
  return operation === 'CREATE' ? subresource === '' : subresource === 'resize'
}

function violationsOf(
  { resource, object }: AdmissionAttributes,
  limits: readonly LimitRangeItem[],
): readonly string[] {
  const kept = object as KubeObject
  return resource.plural === 'pods'
    ? podViolations(kept as Pod, limits)
    : claimViolations(kept as PersistentVolumeClaim, limits)
}
