import { type Clock, sleep, type Timer } from '@knarr/machinery'
import { type ContainerConfig, type ContainerStats, type ContainerStatus, RuntimeError } from '@knarr/rpc'
import type { ContainerScript } from './container-script.ts'

export interface FakeContainerOptions {
  readonly id: string
  readonly podSandboxId: string
  readonly config: ContainerConfig
  readonly imageName: string
  readonly script: ContainerScript
  readonly clock: Clock
  onChange(type: 'started' | 'stopped'): void
}

/** A container that only pretends: a state, and at most one timer. */
export class FakeContainer {
  readonly #options: FakeContainerOptions
  readonly #ended: (() => void)[] = []
  #status: ContainerStatus
  #timer: Timer | undefined

  constructor(options: FakeContainerOptions) {
    this.#options = options
    const { id, podSandboxId, config, imageName, clock } = options
    this.#status = {
      ...{ id, podSandboxId, metadata: config.metadata, state: 'CREATED', createdAtMs: clock.now() },
      ...{ startedAtMs: 0, finishedAtMs: 0, exitCode: 0, reason: '', message: '' },
      ...{ image: imageName, imageRef: config.image, logPath: config.logPath },
      ...{ labels: config.labels, annotations: config.annotations },
    }
  }

  get status(): ContainerStatus {
    return this.#status
  }

  get script(): ContainerScript {
    return this.#options.script
  }

  start(): void {
    const { script, clock, onChange } = this.#options
    if (this.#status.state !== 'CREATED')
      throw new RuntimeError('InvalidArgument', `container "${this.#status.id}" is not in created state`)
    if (script.startError) {
      this.#end(128, 'StartError', script.startError.message)
      throw script.startError
    }
    this.#status = { ...this.#status, state: 'RUNNING', startedAtMs: clock.now() }
    if (script.runForMs !== undefined)
      this.#timer = clock.after(script.runForMs, () => this.exit(script.exitCode ?? 0, script.reason))
    onChange('started')
  }

  /** Ends it now; one that does not run stays as it is. */
  exit(exitCode: number, reason: string = exitCode === 0 ? 'Completed' : 'Error'): void {
    if (this.#status.state === 'RUNNING') this.#end(exitCode, reason, '')
  }

  async stop(timeoutMs: number): Promise<void> {
    const { script, clock } = this.#options
    if (this.#status.state !== 'RUNNING') return
    if (timeoutMs <= 0) return this.exit(137)
    if (!script.ignoresStop) return this.exit(script.stopExitCode ?? 143)
    const early = new AbortController()
    this.#ended.push(() => early.abort())
    await sleep(clock, timeoutMs, early.signal).catch(() => {})
    this.exit(137)
  }

  /** Calls `listener` once it has ended. */
  whenEnded(listener: () => void): void {
    if (this.#status.state === 'RUNNING') this.#ended.push(listener)
    else listener()
  }

  get stats(): ContainerStats {
    const { id, podSandboxId, script, clock } = this.#options
    const { state, startedAtMs, finishedAtMs, metadata } = this.#status
    const { cpuMillicores = 0, memoryBytes = 0 } = script.usage ?? {}
    const ranMs = startedAtMs === 0 ? 0 : (finishedAtMs || clock.now()) - startedAtMs
    const usedBytes = state === 'RUNNING' ? memoryBytes : 0
    return {
      ...{ id, podSandboxId, name: metadata.name, atMs: clock.now() },
      // A millicore is a thousandth of a million nanoseconds in each millisecond.
      cpuUsageNanoseconds: ranMs * cpuMillicores * 1000,
      memoryWorkingSetBytes: usedBytes,
      memoryUsageBytes: usedBytes,
      writableLayerBytes: 0,
    }
  }

  #end(exitCode: number, reason: string, message: string): void {
    this.#timer?.cancel()
    const finishedAtMs = this.#options.clock.now()
    this.#status = { ...this.#status, state: 'EXITED', finishedAtMs, exitCode, reason, message }
    for (const listener of this.#ended.splice(0)) listener()
    this.#options.onChange('stopped')
  }
}
