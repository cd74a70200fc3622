import type { Container, Pod, Probe } from '@knarr/api/core/v1'
import type { EventRecorder } from '@knarr/client'
import type { Clock, Random, Timer } from '@knarr/machinery'
import { fieldPathOf } from '../runtime-manager/image-puller.ts'
import { type ProbeTarget, runProbe } from './run-probe.ts'

export type ProbeKind = 'liveness' | 'readiness' | 'startup'

export interface ProbeWorkerOptions {
  readonly kind: ProbeKind
  readonly probe: Probe
  readonly pod: Pod
  readonly container: Container
  readonly target: ProbeTarget
  readonly startedAtMs: number
  readonly clock: Clock
  readonly random: Random
  readonly events: EventRecorder
  /** Whether this probe may run yet: startup comes before the other two. */
  mayRun(): boolean
  onVerdict(): void
}

/** Probes one container for one purpose, period after period, until stopped. */
export class ProbeWorker {
  readonly #options: ProbeWorkerOptions
  #timer: Timer | undefined
  #isStopped = false
  #streak = 0
  #lastSuccess: boolean | undefined
  /** True once the success threshold was reached, false once the failure threshold was; undefined before either. */
  verdict: boolean | undefined

  constructor(options: ProbeWorkerOptions) {
    this.#options = options
    this.verdict = options.kind === 'readiness' ? false : undefined
    const { probe, startedAtMs, clock } = options
    const firstMs = startedAtMs + (probe.initialDelaySeconds ?? 0) * 1000 - clock.now()
    this.#arm(Math.max(0, firstMs))
  }

  stop(): void {
    this.#isStopped = true
    this.#timer?.cancel()
  }

  /** Looks again at once: what it waited for has happened. */
  hurry(): void {
    this.#timer?.cancel()
    this.#arm(0)
  }

  #arm(delayMs: number): void {
    if (this.#isStopped) return
    this.#timer = this.#options.clock.after(delayMs, () => void this.#probe())
  }

  async #probe(): Promise<void> {
    const { probe, target, kind, mayRun } = this.#options
    const periodMs = (probe.periodSeconds ?? 10) * 1000
    if (!mayRun()) {
      this.#arm(periodMs)
      return
    }
    try {
      const { isSuccess, output } = await runProbe(probe, target)
      if (this.#isStopped) return
      if (!isSuccess) this.#tell(`${capital(kind)} probe failed: ${output}`)
      this.#count(isSuccess)
    } catch (error) {
      if (this.#isStopped) return
      this.#tell(
        `${capital(kind)} probe errored and resulted in unknown state: ${error instanceof Error ? error.message : error}`,
      )
    }
    const isOver = kind === 'startup' && this.verdict === true
    if (!isOver) this.#arm(periodMs)
  }

  #count(isSuccess: boolean): void {
    const { probe, onVerdict } = this.#options
    this.#streak = isSuccess === this.#lastSuccess ? this.#streak + 1 : 1
    this.#lastSuccess = isSuccess
    const threshold = isSuccess ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3)
    if (this.#streak < threshold || this.verdict === isSuccess) return
    this.verdict = isSuccess
    onVerdict()
  }

  #tell(message: string): void {
    const { pod, container, events } = this.#options
    events.event(pod, {
      type: 'Warning',
      reason: 'Unhealthy',
      message,
      fieldPath: fieldPathOf(pod, container),
    })
  }
}

function capital(kind: ProbeKind): string {
  return kind[0]?.toUpperCase() + kind.slice(1)
}
