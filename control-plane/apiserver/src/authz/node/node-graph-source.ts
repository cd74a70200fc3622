import type { Resource } from '@knarr/api'
import { persistentVolumes, pods } from '@knarr/api/core/v1'
import { resourceSlices } from '@knarr/api/resource/v1'
import { volumeAttachments } from '@knarr/api/storage/v1'
import type { KubeObject } from '@knarr/machinery'
import type { Watcher } from '@knarr/storage'
import { objectOf } from '../../codec/stored-object.ts'
import type { WatchCaches } from '../../watch/watch-caches.ts'
import { NodeGraph, type ShownEdges } from './node-graph.ts'
import { edgesOfAttachment, edgesOfPod, edgesOfSlice, edgesOfVolume } from './shown-edges.ts'

interface Followed {
  readonly kind: Resource<KubeObject>
  readonly edgesOf: (object: KubeObject) => ShownEdges
}

const followed: readonly Followed[] = [
  following(pods, edgesOfPod),
  following(persistentVolumes, edgesOfVolume),
  following(volumeAttachments, edgesOfAttachment),
  following(resourceSlices, edgesOfSlice),
]

/** The graph of what is in the watch caches, kept from the first question on. */
export class NodeGraphSource {
  readonly #caches: WatchCaches
  #loading: Promise<NodeGraph> | undefined
  #graph: NodeGraph | undefined
  #watchers: Watcher[] = []

  constructor(caches: WatchCaches) {
    this.#caches = caches
  }

  /** At once where it is known. */
  current(): NodeGraph | Promise<NodeGraph> {
    if (this.#graph) return this.#graph
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#startOver()
      throw error
    })
    return this.#loading
  }

  async #load(): Promise<NodeGraph> {
    const graph = new NodeGraph()
    for (const each of followed) await this.#follow(graph, each)
    this.#graph = graph
    return graph
  }

  async #follow(graph: NodeGraph, { kind, edgesOf }: Followed): Promise<void> {
    const cache = await this.#caches.of(kind)
    for (const item of cache.snapshot().items) graph.show(item.key, edgesOf(objectOf(item)))
    const watcher = cache.watch(
      { after: cache.revision },
      (changes) => {
        for (const { key, item } of changes) {
          if (item) graph.show(key, edgesOf(objectOf(item)))
          else graph.forget(key)
        }
      },
      () => this.#startOver(),
    )
    this.#watchers.push(watcher)
  }

  #startOver(): void {
    for (const watcher of this.#watchers.splice(0)) watcher.close()
    this.#graph = undefined
    this.#loading = undefined
  }
}

function following<T extends KubeObject>(kind: Resource<T>, edgesOf: (object: T) => ShownEdges): Followed {
  return { kind, edgesOf: edgesOf as (object: KubeObject) => ShownEdges }
}
