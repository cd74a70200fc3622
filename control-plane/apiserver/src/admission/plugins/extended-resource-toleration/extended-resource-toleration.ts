import type { Pod } from '@knarr/api/core/v1'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import { isOfPods, startedContainersOf } from '../pod-attributes.ts'

/** Pods tolerate the taint named like the extended resource they ask for. */
export const extendedResourceToleration: AdmissionPlugin = {
  name: 'ExtendedResourceToleration',

  handles: (attributes) => attributes.operation !== 'DELETE' && isOfPods(attributes),

  admit({ object }) {
    const { spec } = object as Pod
    const asked = startedContainersOf(spec).flatMap(({ resources }) => Object.keys(resources?.requests ?? {}))
    for (const key of [...new Set(asked.filter(isExtended))].sort()) {
      const own = spec.tolerations ?? []
      const isThere = own.some((each) => each.key === key && each.operator === 'Exists' && !each.effect)
      if (!isThere) spec.tolerations = [...own, { key, operator: 'Exists' }]
    }
  },
}

function isExtended(name: string): boolean {
  return name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name) && !name.startsWith('requests.')
}
