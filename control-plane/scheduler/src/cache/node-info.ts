import type { ContainerPort, Node, Pod } from '@knarr/api/core/v1'
import { addResources, noResources, podRequests, type Resources, resourcesOf } from './pod-resources.ts'

/** A pod on a node with what scheduling needs of it, computed once. */
export interface PodInfo {
  readonly pod: Pod
  readonly requests: Resources
  readonly hostPorts: readonly ContainerPort[]
}

export function podInfoOf(pod: Pod): PodInfo {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const hostPorts = containers.flatMap(({ ports = [] }) => ports.filter(({ hostPort }) => hostPort))
  return { pod, requests: podRequests(pod), hostPorts }
}

/** A node with the sum of what runs there. */
export class NodeInfo {
  readonly name: string
  node: Node
  allocatable: Resources
  maxPods: number
  readonly requested: Resources = noResources()
  readonly pods: Map<string, PodInfo> = new Map()

  constructor(node: Node) {
    this.name = node.metadata.name
    this.node = node
    this.allocatable = resourcesOf(node.status?.allocatable)
    this.maxPods = this.allocatable.scalar.get('pods') ?? 0
  }

  setNode(node: Node): void {
    if (node.status?.allocatable !== this.node.status?.allocatable) {
      this.allocatable = resourcesOf(node.status?.allocatable)
      this.maxPods = this.allocatable.scalar.get('pods') ?? 0
    }
    this.node = node
  }

  add(info: PodInfo): void {
    this.remove(info.pod.metadata.uid)
    this.pods.set(info.pod.metadata.uid, info)
    addResources(this.requested, info.requests)
  }

  remove(uid: string): void {
    const known = this.pods.get(uid)
    if (!known) return
    this.pods.delete(uid)
    addResources(this.requested, known.requests, -1)
  }
}
