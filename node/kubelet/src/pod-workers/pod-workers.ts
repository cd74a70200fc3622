import type { Pod } from '@knarr/api/core/v1'
import type { Informer } from '@knarr/client'
import { killPod, removePod } from '../runtime-manager/kill-pod.ts'
import { PodWorker, type WorkerParts } from './pod-worker.ts'

/** One worker per pod of this node, by uid; and the end of pods that the API does not know. */
export class PodWorkers {
  readonly #parts: Omit<WorkerParts, 'onFinished'>
  readonly #workers = new Map<string, PodWorker>()
  readonly #orphans = new Map<string, Promise<void>>()
  /** Set once the API's pods are known: before, nothing can be told to be unknown to it. */
  #informer: Informer<Pod> | undefined

  constructor(parts: Omit<WorkerParts, 'onFinished'>) {
    this.#parts = parts
  }

  /** Whether no worker is in the middle of a step. */
  get isIdle(): boolean {
    return this.#orphans.size === 0 && [...this.#workers.values()].every(({ isBusy }) => !isBusy)
  }

  /** Follows the informer's pods; call once it has synced and the runtime was listed. */
  follow(informer: Informer<Pod>): void {
    this.#informer = informer
    informer.addHandler({
      onAdd: (pod) => this.#upsert(pod),
      onUpdate: (pod) => this.#upsert(pod),
      onDelete: ({ metadata }) => this.#workers.get(metadata.uid)?.remove(),
    })
    for (const uid of this.#parts.pleg.uids) this.#endOrphan(uid)
    void this.#removeOldDirectories()
  }

  /** Something changed in the runtime, or a probe's verdict did. */
  wake(uid: string): void {
    const worker = this.#workers.get(uid)
    if (worker) worker.wake()
    else this.#endOrphan(uid)
  }

  /** Lets go of every pod: what runs goes on. */
  stop(): void {
    for (const worker of this.#workers.values()) worker.stop()
    this.#workers.clear()
  }

  #upsert(pod: Pod): void {
    const { uid } = pod.metadata
    const known = this.#workers.get(uid)
    if (known) {
      known.update(pod)
      return
    }
    const worker = new PodWorker(pod, { ...this.#parts, onFinished: () => this.#workers.delete(uid) })
    this.#workers.set(uid, worker)
    worker.wake()
  }

  /** A pod that runs here but is unknown to the API, or whose worker is done with it. */
  #endOrphan(uid: string): void {
    const state = this.#parts.pleg.stateOf(uid)
    if (!state || !this.#isUnknown(uid) || this.#orphans.has(uid)) return
    const { scene, pleg } = this.#parts
    const end = async (): Promise<void> => {
      try {
        await killPod(undefined, state, scene)
        await removePod(pleg.stateOf(uid) ?? state, scene)
        await scene.volumes.unmountPod(uid)
        await pleg.relist()
      } catch (err) {
        scene.logger.error('cannot end a pod the API does not know', { pod: state.name, uid, err })
      } finally {
        this.#orphans.delete(uid)
      }
    }
    this.#orphans.set(uid, end())
  }

  #isUnknown(uid: string): boolean {
    if (!this.#informer || this.#workers.has(uid)) return false
    return !this.#informer.list().some(({ metadata }) => metadata.uid === uid)
  }

  /** Directories of pods that ended while no kubelet ran. */
  async #removeOldDirectories(): Promise<void> {
    const { scene, pleg } = this.#parts
    for (const uid of await scene.volumes.listPodUids()) {
      if (this.#isUnknown(uid) && !pleg.stateOf(uid)) await scene.volumes.unmountPod(uid)
    }
  }
}
