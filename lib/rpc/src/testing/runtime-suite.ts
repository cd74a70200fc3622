import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import type { PodSandboxConfig, Runtime } from '../cri/runtime.ts'
import { containerCases } from './container-cases.ts'
import { imageCases } from './image-cases.ts'
import { podCases } from './pod-cases.ts'
import { runPod, sandboxConfig, type TestPod } from './pod-fixtures.ts'
import { securityCases } from './security-cases.ts'
import { streamCases } from './stream-cases.ts'

/** A runtime under test. */
export interface RuntimeUnderTest {
  readonly runtime: Runtime
  /** The reference of an image that is there: busybox with all its commands, no entrypoint, `sh` as command. */
  readonly image: string
  /** Whether a command ends with the session it was executed in; true unless given. */
  readonly killsGivenUpCommands?: boolean
  /** Another process's view of the same node after this one was killed: opens the runtime anew. */
  reopen(): Promise<Runtime>
  /** Gives everything back. */
  close(): Promise<void>
}

/** What the cases of the suite work with; pods they run are removed after each test. */
export interface SuiteContext {
  readonly runtime: Runtime
  readonly image: string
  readonly killsGivenUpCommands: boolean
  /** A directory of the test, for logs and volumes. */
  readonly directory: string
  reopen(): Promise<void>
  pod(name: string, changes?: Partial<PodSandboxConfig>): Promise<TestPod>
}

/** What every container runtime driver must do; each driver's test file is one call to this. */
export function runtimeSuite(name: string, open: () => Promise<RuntimeUnderTest>): void {
  describe(`${name} is a Runtime`, { timeout: 30_000 }, () => {
    const context = new OpenContext()
    beforeAll(async () => context.open(await open()), 60_000)
    afterEach(() => context.removePods(), 60_000)
    afterAll(() => context.close(), 60_000)

    podCases(context)
    containerCases(context)
    securityCases(context)
    streamCases(context)
    imageCases(context)
  })
}

class OpenContext implements SuiteContext {
  readonly directory: string = mkdtempSync(`${tmpdir()}/runtime-suite-`)
  #subject: RuntimeUnderTest | undefined
  #runtime: Runtime | undefined
  #pods: string[] = []
  #count = 0

  open(subject: RuntimeUnderTest): void {
    this.#subject = subject
    this.#runtime = subject.runtime
  }

  get runtime(): Runtime {
    if (!this.#runtime) throw new Error('the runtime could not be opened')
    return this.#runtime
  }

  get image(): string {
    return this.#subject?.image ?? ''
  }

  get killsGivenUpCommands(): boolean {
    return this.#subject?.killsGivenUpCommands ?? true
  }

  async reopen(): Promise<void> {
    this.#runtime = await this.#subject?.reopen()
  }

  async pod(name: string, changes: Partial<PodSandboxConfig> = {}): Promise<TestPod> {
    const pod = await runPod(
      this.runtime,
      sandboxConfig(name, `${this.directory}/logs-${name}-${++this.#count}`, changes),
    )
    this.#pods.push(pod.id)
    return pod
  }

  async removePods(): Promise<void> {
    const pods = this.#pods
    this.#pods = []
    await Promise.all(
      pods.map(async (id) => {
        await this.runtime.stopPodSandbox(id)
        await this.runtime.removePodSandbox(id)
      }),
    )
  }

  async close(): Promise<void> {
    await this.#subject?.close()
    rmSync(this.directory, { recursive: true, force: true })
  }
}
