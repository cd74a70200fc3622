import type { Pod, Toleration } from '@knarr/api/core/v1'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import { isOfPods } from '../pod-attributes.ts'

const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
const tolerationSeconds = 300

/** Pods stay five minutes on a node that is not ready or cannot be reached, unless they say otherwise. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',

  handles: (attributes) => attributes.operation !== 'DELETE' && isOfPods(attributes),

  admit({ object }) {
    const { spec } = object as Pod
    const given = spec.tolerations ?? []
    const missing = keys.filter((key) => !given.some((toleration) => isAboutLeaving(toleration, key)))
    if (missing.length === 0) return
    const added = missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds }))
    spec.tolerations = [...given, ...added]
  },
}

function isAboutLeaving({ key, effect }: Toleration, taint: string): boolean {
  return (!key || key === taint) && (!effect || effect === 'NoExecute')
}
