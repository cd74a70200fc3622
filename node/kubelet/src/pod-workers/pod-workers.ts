import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pod } from '@knarr/api/core/v1'
import { keyOf, keyText } from '@knarr/machinery'
import type { PodSource } from '../config/pod-source.ts'
import { killPod, removePod } from '../runtime-manager/kill-pod.ts'
import { podUidOfLogs } from '../runtime-manager/pod-paths.ts'
import { admitPod, type Rejection } from './admit-pod.ts'
import { PodWorker, type WorkerParts } from './pod-worker.ts'

/** One worker per pod of this node, by uid; and the end of pods that the API does not know. */
export class PodWorkers {
  readonly #parts: Omit<WorkerParts, 'onFinished' | 'neighboursOf'>
  readonly #workers = new Map<string, PodWorker>()
  readonly #orphans = new Map<string, Promise<void>>()
  /** By namespace and name: static pods whose predecessor has not ended yet. */
  readonly #successors = new Map<string, Pod>()
  /** By uid: what is being told of pods that never had a worker. */
  readonly #telling = new Map<string, Promise<void>>()
  #cleaning: Promise<void> | undefined
  /** Set once the API's pods are known: before, nothing can be told to be unknown to it. */
  #pods: PodSource | undefined

  constructor(parts: Omit<WorkerParts, 'onFinished' | 'neighboursOf'>) {
    this.#parts = parts
  }

  /** Whether no worker is in the middle of a step. */
  get isIdle(): boolean {
    const isWorking = [...this.#workers.values()].some(({ isBusy }) => isBusy)
    return this.#orphans.size === 0 && this.#telling.size === 0 && !this.#cleaning && !isWorking
  }

  /** Follows the node's pods; call once they are known and the runtime was listed. */
  follow(pods: PodSource): void {
    this.#pods = pods
    pods.addHandler({
      onAdd: (pod) => this.#upsert(pod),
      onUpdate: (pod) => this.#upsert(pod),
      onDelete: (pod) => this.#remove(pod),
    })
    for (const uid of this.#parts.pleg.uids) this.#endOrphan(uid)
    const { logger } = this.#parts.scene
    this.#cleaning = this.#removeOldDirectories()
      .catch((err) => logger.warn('cannot remove what pods left', { err }))
      .finally(() => {
        this.#cleaning = undefined
      })
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
    const known = this.#workers.get(pod.metadata.uid)
    if (known) known.update(pod)
    else if (this.#hasPredecessor(pod)) this.#successors.set(keyText(keyOf(pod)), pod)
    else if (this.#needsNothing(pod)) this.#letGo(pod)
    else this.#admit(pod)
  }

  #remove(pod: Pod): void {
    const key = keyText(keyOf(pod))
    if (this.#successors.get(key)?.metadata.uid === pod.metadata.uid) this.#successors.delete(key)
    this.#workers.get(pod.metadata.uid)?.remove()
  }

  /** A static pod that changed is another pod: it has to wait until the one before has ended. */
  #hasPredecessor(pod: Pod): boolean {
    if (!this.#parts.pods.isStatic(pod)) return false
    const key = keyText(keyOf(pod))
    return [...this.#workers.values()].some((worker) => keyText(keyOf(worker.pod)) === key)
  }

  /** A pod that is over and of which nothing is here: it was refused, or it ran before this node was made anew. */
  #needsNothing(pod: Pod): boolean {
    const { uid } = pod.metadata
    return isOver(this.#parts.statuses.newest(pod)) && !this.#parts.pleg.stateOf(uid)
  }

  #letGo(pod: Pod): void {
    const { statuses, scene } = this.#parts
    if (!pod.metadata.deletionTimestamp) return
    this.#tell(pod, async () => {
      await scene.volumes.unmountPod(pod.metadata.uid)
      await statuses.finish(pod)
    })
  }

  /** What runs already was admitted by the kubelet before this one. */
  #admit(pod: Pod): void {
    const { pleg, scene } = this.#parts
    const mayRun = pleg.stateOf(pod.metadata.uid) || pod.metadata.deletionTimestamp
    const rejection = mayRun ? undefined : admitPod(pod, this.#runningPods(), scene.allocatable)
    if (rejection) this.#reject(pod, rejection)
    else this.#start(pod)
  }

  /**
   * The pods that have a place here: admitted ones, and those that a kubelet before this one left running. One
   * that is gone from the API has none, though it may still be ending: the scheduler has given its place away.
   */
  #runningPods(): Pod[] {
    const { statuses, pleg } = this.#parts
    const isHere = ({ uid }: Pod['metadata']): boolean =>
      this.#workers.has(uid) || pleg.stateOf(uid) !== undefined
    return (this.#pods?.list() ?? []).filter((pod) => isHere(pod.metadata) && !isOver(statuses.newest(pod)))
  }

  #reject(pod: Pod, { reason, message }: Rejection): void {
    const { statuses, scene } = this.#parts
    scene.events.event(pod, { type: 'Warning', reason, message })
    const status = { ...pod.status, phase: 'Failed', reason, message: `Pod was rejected: ${message}` }
    this.#tell(pod, () => statuses.write(pod, status))
  }

  #tell(pod: Pod, write: () => Promise<unknown>): void {
    const { uid, name } = pod.metadata
    const { logger } = this.#parts.scene
    const telling = (this.#telling.get(uid) ?? Promise.resolve())
      .then(write)
      .catch((err) => logger.warn('cannot tell the API of a pod', { pod: name, err }))
      .then(() => {
        if (this.#telling.get(uid) === telling) this.#telling.delete(uid)
      })
    this.#telling.set(uid, telling)
  }

  #start(pod: Pod): void {
    const { uid } = pod.metadata
    const onFinished = (): void => {
      this.#workers.delete(uid)
      const key = keyText(keyOf(pod))
      const next = this.#successors.get(key)
      this.#successors.delete(key)
      if (next) this.#upsert(next)
    }
    const worker = new PodWorker(pod, {
      ...this.#parts,
      onFinished,
      neighboursOf: (own) => this.#runningPods().filter(({ metadata }) => metadata.uid !== own),
    })
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
    if (!this.#pods || this.#workers.has(uid)) return false
    return !this.#pods.list().some(({ metadata }) => metadata.uid === uid)
  }

  /** Directories of pods that ended while no kubelet ran. */
  async #removeOldDirectories(): Promise<void> {
    const { scene, pleg } = this.#parts
    for (const uid of await scene.volumes.listPodUids()) {
      if (this.#isUnknown(uid) && !pleg.stateOf(uid)) await scene.volumes.unmountPod(uid)
    }
    for (const directory of await readdir(scene.paths.logs).catch(() => [])) {
      const uid = podUidOfLogs(directory)
      if (!this.#isUnknown(uid) || pleg.stateOf(uid)) continue
      await rm(join(scene.paths.logs, directory), { recursive: true, force: true })
    }
  }
}

function isOver({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed'
}
