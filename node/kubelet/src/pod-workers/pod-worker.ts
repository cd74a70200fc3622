import type { Pod } from '@knarr/api/core/v1'
import type { Timer } from '@knarr/machinery'
import type { PendingResize } from '../allocation/pod-allocations.ts'
import type { MirrorPods } from '../config/mirror-pods.ts'
import type { PodManager } from '../config/pod-manager.ts'
import type { PodLifecycleEvents } from '../pleg/pod-lifecycle-events.ts'
import type { Waiting } from '../runtime-manager/image-puller.ts'
import { killPod, removePod } from '../runtime-manager/kill-pod.ts'
import { emptyState, type PodState } from '../runtime-manager/pod-labels.ts'
import { isResizing } from '../runtime-manager/resize-containers.ts'
import type { Scene } from '../runtime-manager/scene.ts'
import { syncPod } from '../runtime-manager/sync-pod.ts'
import { podStatus, type StatusFacts } from '../status/pod-status.ts'
import type { StatusManager } from '../status/status-manager.ts'
import { VolumeError } from '../volumes/volume-error.ts'
import { removeOldContainers } from './remove-old-containers.ts'

/** What a worker needs beside the scene. */
export interface WorkerParts {
  readonly scene: Scene
  readonly pleg: PodLifecycleEvents
  readonly statuses: StatusManager
  readonly pods: Pick<PodManager, 'isStatic'>
  readonly mirrors: Pick<MirrorPods, 'ensure'>
  readonly runtimeName: string
  readonly syncFrequencyMs: number
  messageOf(pod: Pod, status: PodState['containers'][number]): string
  /** The other pods that have a place on the node. */
  neighboursOf(uid: string): readonly Pod[]
  /** The pod has ended and everything of it is gone. */
  onFinished(uid: string): void
}

type MountedVolumes = Awaited<ReturnType<Scene['volumes']['mountPod']>>

type Stage = 'syncing' | 'terminating' | 'terminated'

/**
 * Drives one pod: syncs it towards its spec, ends it when it is to go, and cleans up after it. One step at a
 * time; what wakes it during a step makes it take another (upstream's pod workers).
 */
export class PodWorker {
  readonly #parts: WorkerParts
  #pod: Pod
  #stage: Stage = 'syncing'
  #waiting: ReadonlyMap<string, Waiting> = new Map()
  #isBusy = false
  #isWoken = false
  #timer: Timer | undefined
  #ended: StatusFacts['ended']
  /** In place of the pod's own grace period. */
  #graceMs: number | undefined
  /** How long the containers that are being stopped were given. */
  #stoppingMs: number | undefined
  #isGoneFromApi = false
  #pendingResize: PendingResize | undefined
  /** As they were last set up. */
  #volumes: MountedVolumes | undefined

  constructor(pod: Pod, parts: WorkerParts) {
    this.#pod = pod
    this.#parts = parts
  }

  get pod(): Pod {
    return this.#pod
  }

  /** Whether it is in the middle of a step; giving containers the time to end is waiting, not work. */
  get isBusy(): boolean {
    return this.#isBusy && this.#stoppingMs === undefined
  }

  /** The pod changed in the API. */
  update(pod: Pod): void {
    this.#pod = pod
    this.#hurry()
    this.wake()
  }

  /** The pod is gone from where it came from: end it, at once unless it is a static one. */
  remove(): void {
    this.#isGoneFromApi = true
    if (!this.#isStatic) this.#graceMs = 0
    this.#hurry()
    this.wake()
  }

  /** Takes a step now, or another one after the present. */
  wake(): void {
    this.#isWoken = true
    if (!this.#isBusy) void this.#run()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#stage = 'terminated'
  }

  async #run(): Promise<void> {
    this.#isBusy = true
    while (this.#isWoken && this.#stage !== 'terminated') {
      this.#isWoken = false
      this.#timer?.cancel()
      try {
        const nextMs = await this.#step()
        if (nextMs !== undefined) this.#timer = this.#parts.scene.clock.after(nextMs, () => this.wake())
      } catch (err) {
        this.#parts.scene.logger.error('pod sync failed', { pod: this.#pod.metadata.name, err })
        this.#timer = this.#parts.scene.clock.after(retryMs, () => this.wake())
      }
    }
    this.#isBusy = false
  }

  /** Resolves with when to look again though nothing happens. */
  async #step(): Promise<number | undefined> {
    if (!this.#isGoneFromApi) await this.#parts.mirrors.ensure(this.#pod)
    if (this.#stage === 'syncing' && this.#mustEnd()) this.#stage = 'terminating'
    return this.#stage === 'terminating' ? await this.#terminate() : await this.#sync()
  }

  #mustEnd(): boolean {
    const { metadata, status } = this.#parts.statuses.newest(this.#pod)
    const isOver = status?.phase === 'Succeeded' || status?.phase === 'Failed'
    return this.#isGoneFromApi || metadata.deletionTimestamp !== undefined || isOver || this.#isPastDeadline()
  }

  #isPastDeadline(): boolean {
    const { spec, status } = this.#parts.statuses.newest(this.#pod)
    if (spec.activeDeadlineSeconds === undefined || !status?.startTime) return false
    const isPast =
      this.#parts.scene.clock.now() - Date.parse(status.startTime) >= spec.activeDeadlineSeconds * 1000
    if (isPast && !this.#ended) {
      const message = 'Pod was active on the node longer than the specified deadline'
      this.#ended = { reason: 'DeadlineExceeded', message }
      this.#parts.scene.events.event(this.#pod, { type: 'Normal', reason: 'DeadlineExceeded', message })
    }
    return isPast
  }

  get #state(): PodState {
    return this.#parts.pleg.stateOf(this.#pod.metadata.uid) ?? emptyState(this.#pod)
  }

  async #sync(): Promise<number | undefined> {
    const { scene, pleg, syncFrequencyMs } = this.#parts
    this.#resize()
    const pod = this.#given
    this.#syncProbes()
    await this.#writeStatus()
    const volumes = await this.#mount(pod)
    if (!volumes) return mountRetryMs
    const result = await syncPod(pod, this.#state, volumes, scene)
    this.#waiting = result.waiting
    if (result.hasActed) await pleg.relist()
    this.#syncProbes()
    await removeOldContainers(this.#state, scene)
    await this.#writeStatus()
    if (this.#mustEnd()) {
      this.wake()
      return undefined
    }
    return Math.min(
      result.retryAfterMs ?? syncFrequencyMs,
      this.#deadlineInMs() ?? syncFrequencyMs,
      syncFrequencyMs,
    )
  }

  /** The pod with what the node gave it. */
  get #given(): Pod {
    return this.#parts.scene.allocations.allocated(this.#parts.statuses.newest(this.#pod))
  }

  #resize(): void {
    const { scene, neighboursOf } = this.#parts
    const othersHere = (): readonly Pod[] => neighboursOf(this.#pod.metadata.uid)
    this.#pendingResize = scene.allocations.resize(this.#pod, othersHere, scene.allocatable)
  }

  #deadlineInMs(): number | undefined {
    const { spec, status } = this.#parts.statuses.newest(this.#pod)
    if (spec.activeDeadlineSeconds === undefined || !status?.startTime) return undefined
    const at = Date.parse(status.startTime) + spec.activeDeadlineSeconds * 1000
    return Math.max(1, at - this.#parts.scene.clock.now())
  }

  /** What cannot be brought up to date is told, and keeps nothing from running that has it already. */
  async #mount(pod: Pod): Promise<MountedVolumes | undefined> {
    const { scene } = this.#parts
    const podIps = (pod.status?.podIPs ?? []).map(({ ip }) => ip)
    try {
      const { hostIp, allocatable } = scene
      this.#volumes = await scene.volumes.mountPod(pod, { podIps, hostIp, allocatable })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const isMapping = error instanceof VolumeError && error.reason === 'FailedMapVolume'
      const reason = isMapping ? 'FailedMapVolume' : 'FailedMount'
      scene.events.event(pod, { type: 'Warning', reason, message })
    }
    return this.#volumes
  }

  #syncProbes(): void {
    const { scene } = this.#parts
    const state = this.#state
    const sandbox = state.sandboxes.find(({ state: now }) => now === 'READY')
    const podIp = this.#pod.spec.hostNetwork ? scene.hostIp : sandbox?.ips[0]
    scene.probes.syncPod(this.#pod, state.containers, podIp)
  }

  async #writeStatus(isTerminating = false): Promise<void> {
    if (this.#isGoneFromApi) return
    const { scene, statuses, runtimeName, messageOf } = this.#parts
    const pod = this.#given
    const state = this.#state
    const facts: StatusFacts = {
      state,
      waiting: this.#waiting,
      runtimeName,
      hostIp: scene.hostIp,
      isTerminating,
      isReady: (id) => scene.probes.isReady(id),
      hasStarted: (id) => scene.probes.hasStarted(id),
      messageOf: (status) => messageOf(pod, status),
      resourcesOf: (id, name) => scene.actuated.get(pod, id, name),
      resize: { pending: this.#pendingResize, isUnderWay: isResizing(pod, state, scene) },
      ...(this.#ended ? { ended: this.#ended } : {}),
    }
    await statuses.write(pod, podStatus(pod, facts, scene.clock))
  }

  get #isStatic(): boolean {
    return this.#parts.pods.isStatic(this.#pod)
  }

  get #gracePeriodMs(): number {
    const { metadata, spec } = this.#pod
    const seconds = metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30
    return this.#graceMs ?? seconds * 1000
  }

  /** Cuts a stop short that is under way when less time is given now. */
  #hurry(): void {
    const graceMs = this.#gracePeriodMs
    if (this.#stoppingMs === undefined || graceMs >= this.#stoppingMs) return
    this.#stoppingMs = graceMs
    const { runtime, logger } = this.#parts.scene
    for (const { id, state } of this.#state.containers) {
      if (state !== 'RUNNING') continue
      runtime
        .stopContainer(id, graceMs)
        .catch((err) => logger.warn('cannot stop a container sooner', { err }))
    }
  }

  async #terminate(): Promise<number | undefined> {
    const { scene, pleg, statuses, onFinished } = this.#parts
    const { uid } = this.#pod.metadata
    scene.probes.removePod(uid)
    const gracePeriodMs = this.#gracePeriodMs
    this.#stoppingMs = gracePeriodMs
    await killPod(this.#pod, this.#state, scene, { gracePeriodMs }).finally(() => {
      this.#stoppingMs = undefined
    })
    await pleg.relist()
    await this.#writeStatus(true)
    if (!this.#isGoneFromApi && this.#pod.metadata.deletionTimestamp === undefined) return undefined
    await removePod(this.#state, scene)
    await scene.volumes.unmountPod(uid)
    await pleg.relist()
    this.#stage = 'terminated'
    this.#timer?.cancel()
    scene.images.forget(this.#pod)
    scene.allocations.forget(uid)
    scene.actuated.forget(uid)
    scene.restartBackoff.collectGarbage()
    if (!this.#isGoneFromApi || this.#isStatic) await statuses.finish(this.#pod)
    onFinished(uid)
    return undefined
  }
}

const retryMs = 5_000
const mountRetryMs = 2_000
