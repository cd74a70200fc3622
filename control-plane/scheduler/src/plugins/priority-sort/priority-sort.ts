import type { Plugin } from '../../framework/plugin.ts'

/** Higher priority first; among equals, who has waited longer. */
export const prioritySort: Plugin = {
  name: 'PrioritySort',

  less(a, b) {
    const [x, y] = [a.pod.spec.priority ?? 0, b.pod.spec.priority ?? 0]
    return x > y || (x === y && a.addedMs < b.addedMs)
  },
}
