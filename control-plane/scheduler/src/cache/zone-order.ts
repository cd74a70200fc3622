import type { NodeInfo } from './node-info.ts'

/** Nodes taken from each zone in turn, so that a search that ends early has seen all zones (`nodeTree`). */
export function zoneOrder(nodes: Iterable<NodeInfo>): readonly NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>()
  for (const node of nodes) {
    const zone = zoneOf(node)
    const known = zones.get(zone)
    if (known) known.push(node)
    else zones.set(zone, [node])
  }
  const lists = [...zones.values()]
  if (lists.length === 1) return lists[0] ?? []
  const order: NodeInfo[] = []
  for (let round = 0; lists.some((list) => round < list.length); round++) {
    for (const list of lists) {
      const node = list[round]
      if (node) order.push(node)
    }
  }
  return order
}

export function zoneOf({ labels }: NodeInfo): string {
  return `${labels['topology.kubernetes.io/region'] ?? ''}:${labels['topology.kubernetes.io/zone'] ?? ''}`
}
