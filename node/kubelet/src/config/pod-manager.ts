import type { Pod } from '@knarr/api/core/v1'
import type { Informer, InformerHandler } from '@knarr/client'
import { keyOf, keyText, type ObjectKey } from '@knarr/machinery'
import { isMirrorPod, type PodSource } from './pod-source.ts'

/**
 * The pods of this node: those bound to it in the API and its static ones. Mirror pods are not among them;
 * a change of one wakes its static pod.
 */
export class PodManager implements PodSource {
  readonly #informer: Informer<Pod>
  readonly #handlers: InformerHandler<Pod>[] = []
  /** By namespace and name. */
  readonly #static = new Map<string, Pod>()
  /** Of all there ever were: what is ending is still one. */
  readonly #staticUids = new Set<string>()

  constructor(informer: Informer<Pod>) {
    this.#informer = informer
  }

  /** Handlers see every pod there is as added first. */
  addHandler(handler: InformerHandler<Pod>): void {
    this.#handlers.push(handler)
    const unlessMirror = (pod: Pod, tell: () => void): void => {
      const shown = isMirrorPod(pod) && this.#static.get(keyText(keyOf(pod)))
      if (shown) handler.onUpdate?.(shown, shown)
      else if (!isMirrorPod(pod)) tell()
    }
    this.#informer.addHandler({
      onAdd: (pod) => unlessMirror(pod, () => handler.onAdd?.(pod)),
      onUpdate: (pod, old) => unlessMirror(pod, () => handler.onUpdate?.(pod, old)),
      onDelete: (pod) => unlessMirror(pod, () => handler.onDelete?.(pod)),
    })
    for (const pod of this.#static.values()) handler.onAdd?.(pod)
  }

  /** Takes the place of the static pods there were. */
  setStaticPods(pods: readonly Pod[]): void {
    const next = new Map(pods.map((pod) => [keyText(keyOf(pod)), pod]))
    for (const [key, old] of this.#static) {
      if (next.get(key)?.metadata.uid === old.metadata.uid) continue
      this.#static.delete(key)
      for (const { onDelete } of this.#handlers) onDelete?.(old)
    }
    for (const [key, pod] of next) {
      if (this.#static.has(key)) continue
      this.#static.set(key, pod)
      this.#staticUids.add(pod.metadata.uid)
      for (const { onAdd } of this.#handlers) onAdd?.(pod)
    }
  }

  list(namespace = ''): readonly Pod[] {
    const own = [...this.#static.values()].filter(
      ({ metadata }) => namespace === '' || metadata.namespace === namespace,
    )
    return [...this.#informer.list(namespace).filter((pod) => !isMirrorPod(pod)), ...own]
  }

  /** A static pod comes with the status its mirror has. */
  get(key: ObjectKey): Pod | undefined {
    const inApi = this.#informer.get(key)
    const own = this.#static.get(keyText(key))
    if (!own) return inApi && isMirrorPod(inApi) ? undefined : inApi
    if (!inApi) return own
    return isMirrorPod(inApi) ? { ...own, status: inApi.status ?? {} } : inApi
  }

  isStatic({ metadata }: Pod): boolean {
    return this.#staticUids.has(metadata.uid)
  }

  /** What shows this static pod to the API; undefined while nothing does. */
  mirrorOf(pod: Pod): Pod | undefined {
    const inApi = this.#informer.get(keyOf(pod))
    return inApi && isMirrorPod(inApi) ? inApi : undefined
  }

  /** Mirrors whose static pod is no more. */
  orphanedMirrors(): readonly Pod[] {
    return this.#informer.list().filter((pod) => isMirrorPod(pod) && !this.#static.has(keyText(keyOf(pod))))
  }
}
