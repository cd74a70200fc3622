import type { Plugin } from '../../framework/plugin.ts'

/** Higher priority first; among equals, who has waited longer. */
export const prioritySort: Plugin = {
  name: 'PrioritySort',

  queueSort(a, b) {
    const [x, y] = [a.info.priority, b.info.priority]
    return x > y || (x === y && a.timestampMs < b.timestampMs)
  },
}
