import { stat } from 'node:fs/promises'
import type { Logger } from '@knarr/component'
import { type Clock, every, type Timer } from '@knarr/machinery'
import type { ContainerStatus, Runtime } from '@knarr/rpc'
import type { PodLifecycleEvents } from '../pleg/pod-lifecycle-events.ts'
import { containerLogOf, type PodPaths } from '../runtime-manager/pod-paths.ts'
import { rotateLog } from './rotate-log.ts'

export interface ContainerLogManagerOptions {
  readonly runtime: Runtime
  readonly pleg: PodLifecycleEvents
  readonly paths: PodPaths
  readonly clock: Clock
  readonly logger: Logger
  readonly maxSizeBytes: number
  readonly maxFiles: number
  readonly intervalMs: number
}

/** Looks at the logs of running containers every few seconds and rotates those that have grown too large. */
export class ContainerLogManager {
  readonly #options: ContainerLogManagerOptions
  readonly #timer: Timer
  #isBusy = false

  constructor(options: ContainerLogManagerOptions) {
    this.#options = options
    this.#timer = every(options.clock, options.intervalMs, () => void this.rotate())
  }

  get isIdle(): boolean {
    return !this.#isBusy
  }

  stop(): void {
    this.#timer.cancel()
  }

  /** Rotates what is to be rotated now; does nothing while that is still going on. */
  async rotate(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      await this.#rotateAll()
    } finally {
      this.#isBusy = false
    }
  }

  async #rotateAll(): Promise<void> {
    const { pleg, paths, logger } = this.#options
    for (const uid of pleg.uids) {
      const pod = pleg.stateOf(uid)
      for (const status of pod?.containers ?? []) {
        if (!pod || status.state !== 'RUNNING') continue
        const path = containerLogOf(paths, pod, status)
        try {
          await this.#rotateIfLarge(path, status)
        } catch (err) {
          logger.warn('cannot rotate a container log', { path, err })
        }
      }
    }
  }

  async #rotateIfLarge(path: string, { id }: ContainerStatus): Promise<void> {
    const { runtime, clock, maxSizeBytes, maxFiles } = this.#options
    const size = await stat(path).then(
      (file) => file.size,
      () => 0,
    )
    if (size <= maxSizeBytes) return
    const reopen = (): Promise<void> => runtime.reopenContainerLog(id)
    await rotateLog(path, { nowMs: clock.now(), maxFiles, reopen })
  }
}
