/** An object others lead to or from: its resource, namespace and name. */
export type Vertex = string

export function vertexOf(resource: string, namespace: string | undefined, name: string): Vertex {
  return `${resource} ${namespace ?? ''}/${name}`
}

/** What one object shows: what each vertex leads to, a node by its name or another vertex. */
export interface ShownEdges {
  readonly nodes?: readonly (readonly [from: Vertex, node: string])[]
  readonly vertices?: readonly (readonly [from: Vertex, to: Vertex])[]
}

/** Which objects a node has to do with: each edge stands as long as an object shows it. */
export class NodeGraph {
  readonly #nodes = new Edges()
  readonly #vertices = new Edges()
  readonly #shown = new Map<string, ShownEdges>()

  /** Replaces what the object showed before. */
  show(object: Vertex, edges: ShownEdges): void {
    this.forget(object)
    this.#shown.set(object, edges)
    for (const [from, node] of edges.nodes ?? []) this.#nodes.add(from, node)
    for (const [from, to] of edges.vertices ?? []) this.#vertices.add(from, to)
  }

  forget(object: Vertex): void {
    const { nodes = [], vertices = [] } = this.#shown.get(object) ?? {}
    this.#shown.delete(object)
    for (const [from, node] of nodes) this.#nodes.remove(from, node)
    for (const [from, to] of vertices) this.#vertices.remove(from, to)
  }

  /** Whether a path leads from the vertex to the node. */
  leadsTo(node: string, from: Vertex): boolean {
    if (this.#nodes.of(from).has(node)) return true
    for (const next of this.#vertices.of(from).keys()) if (this.leadsTo(node, next)) return true
    return false
  }
}

const none: ReadonlyMap<string, number> = new Map()

/** Edges, each as often as it was added. */
class Edges {
  readonly #counts = new Map<string, Map<string, number>>()

  of(from: string): ReadonlyMap<string, number> {
    return this.#counts.get(from) ?? none
  }

  add(from: string, to: string): void {
    const counts = this.#counts.get(from) ?? new Map<string, number>()
    this.#counts.set(from, counts)
    counts.set(to, (counts.get(to) ?? 0) + 1)
  }

  remove(from: string, to: string): void {
    const counts = this.#counts.get(from)
    const left = (counts?.get(to) ?? 0) - 1
    if (left > 0) counts?.set(to, left)
    else counts?.delete(to)
    if (counts?.size === 0) this.#counts.delete(from)
  }
}
