import type { Container, Pod, Probe } from '@knarr/api/core/v1'
import type { EventRecorder } from '@knarr/client'
import type { Clock, Timer } from '@knarr/machinery'
import { fieldPathOf } from '../runtime-manager/image-puller.ts'
import { type ProbeResult, type ProbeTarget, runProbe } from './run-probe.ts'

export type ProbeKind = 'liveness' | 'readiness' | 'startup'

export interface ProbeWorkerOptions {
  readonly kind: ProbeKind
  readonly probe: Probe
  readonly pod: Pod
  readonly container: Container
  readonly target: ProbeTarget
  /** Not before it is probed for the first time. */
  readonly firstAtMs: number
  readonly clock: Clock
  readonly events: EventRecorder
  /** Whether this probe may run yet: startup comes before the other two. */
  mayRun(): boolean
  onVerdict(): void
}

const maxTries = 3

/** Probes one container for one purpose, period after period, until stopped or the container must go. */
export class ProbeWorker {
  readonly #options: ProbeWorkerOptions
  #timer: Timer | undefined
  #dueAtMs: number
  #isStopped = false
  #streak = 0
  #lastSuccess: boolean | undefined
  /** True once the success threshold was reached, false once the failure threshold was; undefined before either. */
  verdict: boolean | undefined

  constructor(options: ProbeWorkerOptions) {
    this.#options = options
    this.verdict = options.kind === 'readiness' ? false : undefined
    this.#dueAtMs = Math.max(options.firstAtMs, options.clock.now())
    this.#arm()
  }

  stop(): void {
    this.#isStopped = true
    this.#timer?.cancel()
  }

  /** Looks again as soon as it may: what it waited for has happened. */
  hurry(): void {
    const { clock, firstAtMs } = this.#options
    this.#dueAtMs = Math.max(firstAtMs, clock.now())
    this.#arm()
  }

  #arm(): void {
    this.#timer?.cancel()
    if (this.#isStopped) return
    const { clock } = this.#options
    this.#timer = clock.after(this.#dueAtMs - clock.now(), () => void this.#round())
  }

  async #round(): Promise<void> {
    const { kind, probe, clock, mayRun } = this.#options
    if (mayRun()) await this.#probe()
    const hasStarted = kind === 'startup' && this.verdict === true
    const mustGo = kind !== 'readiness' && this.verdict === false
    if (hasStarted || mustGo) return
    // At a steady rate, leaving out what a slow probe has missed.
    const periodMs = (probe.periodSeconds ?? 10) * 1000
    const missed = Math.floor((clock.now() - this.#dueAtMs) / periodMs)
    this.#dueAtMs += (missed + 1) * periodMs
    this.#arm()
  }

  async #probe(): Promise<void> {
    const name = capital(this.#options.kind)
    try {
      const { isSuccess, output, warning } = await this.#result()
      if (this.#isStopped) return
      if (!isSuccess) this.#tell('Unhealthy', `${name} probe failed: ${output}`)
      if (warning) this.#tell('ProbeWarning', `${name} probe warning: ${warning}`)
      this.#count(isSuccess)
    } catch (error) {
      if (this.#isStopped) return
      const text = error instanceof Error ? error.message : String(error)
      this.#tell('Unhealthy', `${name} probe errored and resulted in unknown state: ${text}`)
    }
  }

  async #result(): Promise<ProbeResult> {
    const { probe, target } = this.#options
    for (let tries = 1; ; tries++) {
      try {
        return await runProbe(probe, target)
      } catch (error) {
        if (tries >= maxTries || this.#isStopped) throw error
      }
    }
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

  #tell(reason: string, message: string): void {
    const { pod, container, events } = this.#options
    events.event(pod, {
      type: 'Warning',
      reason,
      message,
      fieldPath: fieldPathOf(pod, container),
    })
  }
}

function capital(kind: ProbeKind): string {
  return kind[0]?.toUpperCase() + kind.slice(1)
}
