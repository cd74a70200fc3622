import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import {
  isAlive,
  killAndWait,
  type ProcessIdentity,
  type ProgramRun,
  pidOf,
  processIdentity,
  readJsonFile,
  SyscallError,
  signalProcess,
  writeJsonFile,
} from '@knarr/linux'
import { sleep } from '@knarr/machinery'
import { type ContainerConfig, type LinuxResources, RuntimeError } from '@knarr/rpc'
import type { PodSandboxes } from '../pod/pod-sandboxes.ts'
import { newId, type RuntimeScene } from '../runtime-scene.ts'
import { ContainerLog } from './container-log.ts'
import type { ContainerRecord } from './container-record.ts'
import { ExitWatch } from './exit-watch.ts'
import { newContainerRecord } from './new-container.ts'
import { startErrorText } from './start-error.ts'
import { startProgram, startReport } from './start-program.ts'
import { outputFifos, startSpec } from './start-spec.ts'

const startErrorExitCode = 128
const unknownExitCode = 255
/** How long output still in the pipes is waited for once a container has ended. */
const drainMs = 2000

/** The containers of a node. Each has a supervisor of its own, so none depends on this process. */
export class Containers {
  readonly #scene: RuntimeScene
  readonly #sandboxes: PodSandboxes
  readonly #records = new Map<string, ContainerRecord>()
  readonly #logs = new Map<string, ContainerLog>()
  /** Called once when a container has ended. */
  readonly #waiting = new Map<string, Set<() => void>>()
  readonly #ending = new Set<string>()
  readonly #exits: ExitWatch

  constructor(scene: RuntimeScene, sandboxes: PodSandboxes) {
    this.#scene = scene
    this.#sandboxes = sandboxes
    mkdirSync(this.#root, { recursive: true })
    this.#exits = new ExitWatch(`${scene.directory}/exits`, (id) => this.#noticeExit(id))
    for (const id of readdirSync(this.#root)) this.#load(id)
  }

  get #root(): string {
    return `${this.#scene.directory}/containers`
  }

  directoryOf(id: string): string {
    return `${this.#root}/${id}`
  }

  /** Takes up a container of an earlier process: its log goes on, and an end that was missed is noticed. */
  #load(id: string): void {
    const record = readJsonFile<ContainerRecord>(`${this.directoryOf(id)}/container.json`)
    if (!record) {
      rmSync(this.directoryOf(id), { recursive: true, force: true })
      return
    }
    this.#records.set(id, record)
    // One whose start was cut off may run, but nobody knows its processes: it is ended.
    const isCutOff = record.state === 'CREATED' && existsSync(outputFifos(this.directoryOf(id)).stdout)
    if (isCutOff) this.#save({ ...record, state: 'RUNNING' })
    if (this.find(id).state !== 'RUNNING') return
    this.#openLog(record)
    this.#refresh(this.find(id))
  }

  find(id: string): ContainerRecord {
    const record = this.#records.get(id)
    if (!record)
      throw new RuntimeError(
        'NotFound',
        `an error occurred when try to find container ${JSON.stringify(id)}: not found`,
      )
    return record
  }

  /** A container with a living init. */
  running(id: string): ContainerRecord & { readonly init: ProcessIdentity } {
    const record = this.find(id)
    const { init } = record
    if (record.state !== 'RUNNING' || !init) {
      throw new RuntimeError('Unknown', `container is in CONTAINER_${record.state} state`)
    }
    return { ...record, init }
  }

  list(): ContainerRecord[] {
    return [...this.#records.values()]
  }

  of(podSandboxId: string): ContainerRecord[] {
    return this.list().filter((record) => record.podSandboxId === podSandboxId)
  }

  logOf(id: string): ContainerLog | undefined {
    return this.#logs.get(id)
  }

  create(podSandboxId: string, config: ContainerConfig): string {
    const sandbox = this.#sandboxes.ready(podSandboxId)
    const record = newContainerRecord({ scene: this.#scene, sandbox, id: newId(this.#scene), config })
    for (const directory of ['upper', 'work', 'empty']) {
      mkdirSync(`${this.directoryOf(record.id)}/${directory}`, { recursive: true, mode: 0o755 })
    }
    this.#save(record)
    this.#scene.emit({ podSandboxId, containerId: record.id, type: 'created' })
    return record.id
  }

  async start(id: string): Promise<void> {
    const record = this.find(id)
    if (record.state !== 'CREATED') {
      throw new RuntimeError(
        'Unknown',
        `container ${JSON.stringify(id)} is in CONTAINER_${record.state} state`,
      )
    }
    try {
      const started = await this.#run(record)
      this.#save({ ...record, ...started, state: 'RUNNING', startedAtMs: this.#scene.clock.now() })
    } catch (error) {
      throw await this.#failStart(record, error as Error)
    }
    this.#scene.emit({ podSandboxId: record.podSandboxId, containerId: id, type: 'started' })
    this.#refresh(this.find(id))
  }

  async #run(record: ContainerRecord): Promise<Partial<ContainerRecord>> {
    const { cgroups, runner } = this.#scene
    const sandbox = this.#sandboxes.ready(record.podSandboxId)
    const { targetId } = record.config.security.namespaces
    const spec = startSpec(record, {
      scene: this.#scene,
      sandbox,
      sandboxDirectory: this.#sandboxes.directoryOf(sandbox.id),
      directory: this.directoryOf(record.id),
      exitFile: this.#exits.fileOf(record.id),
      ...(targetId && { targetPid: this.running(targetId).init.pid }),
    })
    cgroups.create(record.cgroup)
    cgroups.limit(record.cgroup, limitsOf(record.config.resources))
    return this.#follow(record, runner.start(startProgram(spec)))
  }

  /** Collects the reports of a start; they end when the container's command has been executed. */
  async #follow(record: ContainerRecord, run: ProgramRun): Promise<Partial<ContainerRecord>> {
    const identities: Partial<Record<number, ProcessIdentity>> = {}
    try {
      for (let report = await run.nextReport(); report; report = await run.nextReport()) {
        if (report.kind === startReport.supervisor) this.#openLog(record)
        const pid = pidOf(report.bytes)
        // One that has ended already is known by its pid alone; no later process has its start time.
        identities[report.kind] = processIdentity(pid) ?? { pid, startTime: '', bootId: '' }
      }
    } catch (error) {
      const supervisor = identities[startReport.supervisor]
      if (supervisor) await this.#supervisorEnded(record, supervisor)
      throw error
    }
    const {
      [startReport.init]: init,
      [startReport.supervisor]: supervisor,
      [startReport.stdinKeeper]: keeper,
    } = identities
    if (!init || !supervisor) throw new Error('the supervisor ended before the container started')
    return { init, supervisor, ...(keeper && { stdinKeeper: keeper }) }
  }

  /** A supervisor writes the end of a failed start too: nothing of it may come later. */
  async #supervisorEnded(record: ContainerRecord, supervisor: ProcessIdentity): Promise<void> {
    const { cgroups, clock } = this.#scene
    await cgroups.kill(record.cgroup)
    for (let tries = 0; tries < 200 && isAlive(supervisor); tries++) await sleep(clock, 5)
    await killAndWait(supervisor, clock)
  }

  /** As containerd has it: a container that could not be started has ended, with code 128. */
  async #failStart(record: ContainerRecord, error: Error): Promise<RuntimeError> {
    const message = startErrorText(record, error)
    this.#logs.get(record.id)?.close()
    await this.#scene.cgroups.kill(record.cgroup)
    const now = this.#scene.clock.now()
    const ended = { exitCode: startErrorExitCode, reason: 'StartError', message, finishedAtMs: now }
    this.#save({ ...record, state: 'EXITED', startedAtMs: 0, ...ended })
    this.#forgetStreams(record.id)
    if (error instanceof RuntimeError) return error
    const code = error instanceof SyscallError || error.message ? 'Unknown' : 'Unavailable'
    return new RuntimeError(code, message, { cause: error })
  }

  #openLog(record: ContainerRecord): void {
    const { clock, logger } = this.#scene
    const path = record.config.logPath && `${record.logDirectory}/${record.config.logPath}`
    if (path) mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true })
    const log = new ContainerLog({
      path,
      fifos: outputFifos(this.directoryOf(record.id)),
      now: () => clock.now(),
      onError: (err) =>
        logger.error('Could not write the log of a container', { containerId: record.id, err }),
    })
    this.#logs.set(record.id, log)
  }

  /** Notices an end that has been written down, or that nobody is left to write down. */
  #refresh(record: ContainerRecord): void {
    if (record.state !== 'RUNNING') return
    const isOver = this.#exits.read(record.id) !== undefined
    if (isOver || !record.supervisor || !isAlive(record.supervisor)) this.#noticeExit(record.id)
  }

  #noticeExit(id: string): void {
    const record = this.#records.get(id)
    if (record?.state !== 'RUNNING' || this.#ending.has(id)) return
    this.#ending.add(id)
    this.#finish(record)
      .catch((err: Error) =>
        this.#scene.logger.error('Could not take note of the end of a container', { containerId: id, err }),
      )
      .finally(() => this.#ending.delete(id))
  }

  async #finish(record: ContainerRecord): Promise<void> {
    const { id, cgroup, podSandboxId } = record
    const { cgroups, clock } = this.#scene
    await cgroups.kill(cgroup)
    await this.#drain(id)
    const exit = this.#exits.read(id) ?? { exitCode: unknownExitCode, finishedAtMs: clock.now() }
    const isOom = exit.exitCode !== 0 && cgroups.oomKills(cgroup) > 0
    const reason = isOom ? 'OOMKilled' : exit.exitCode === 0 ? 'Completed' : 'Error'
    this.#save({ ...record, ...exit, state: 'EXITED', reason: this.#exits.read(id) ? reason : 'Unknown' })
    this.#forgetStreams(id)
    for (const wake of this.#waiting.get(id) ?? []) wake()
    this.#waiting.delete(id)
    this.#scene.emit({ podSandboxId, containerId: id, type: 'stopped' })
  }

  async #drain(id: string): Promise<void> {
    const log = this.#logs.get(id)
    if (!log) return
    const timer = this.#scene.clock.after(drainMs, () => log.close())
    await log.ended
    timer.cancel()
  }

  #forgetStreams(id: string): void {
    this.#logs.delete(id)
    for (const name of ['stdin', 'stdout', 'stderr'])
      rmSync(`${this.directoryOf(id)}/${name}`, { force: true })
  }

  /** Resolves when the container is not running. */
  ended(id: string): Promise<void> {
    if (this.find(id).state !== 'RUNNING') return Promise.resolve()
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(id) ?? new Set()
      this.#waiting.set(id, waiting.add(resolve))
    })
  }

  async stop(id: string, timeoutMs: number): Promise<void> {
    const record = this.#records.get(id)
    if (record?.state !== 'RUNNING' || !record.init) return
    const ended = this.ended(id)
    this.#refresh(record)
    if (timeoutMs > 0 && signalProcess(record.init, signalNumber(record.stopSignal))) {
      if (await this.#endsWithin(ended, timeoutMs)) return
    }
    signalProcess(record.init, 'SIGKILL')
    await this.#scene.cgroups.kill(record.cgroup)
    // A supervisor that was killed too leaves nobody to write down the end.
    while (!(await this.#endsWithin(ended, 100))) this.#refresh(this.find(id))
  }

  #endsWithin(ended: Promise<void>, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = this.#scene.clock.after(timeoutMs, () => resolve(false))
      void ended.then(() => {
        timer.cancel()
        resolve(true)
      })
    })
  }

  async remove(id: string): Promise<void> {
    const record = this.#records.get(id)
    if (!record) return
    await this.stop(id, 0)
    await this.#scene.cgroups.remove(record.cgroup)
    await rm(this.directoryOf(id), { recursive: true, force: true })
    this.#exits.forget(id)
    this.#records.delete(id)
    this.#scene.emit({ podSandboxId: record.podSandboxId, containerId: id, type: 'deleted' })
  }

  updateResources(id: string, resources: LinuxResources): void {
    const record = this.find(id)
    this.#scene.cgroups.limit(record.cgroup, limitsOf(resources))
  }

  /** Lets go of everything in this process; the containers go on. */
  close(): void {
    this.#exits.close()
    for (const log of this.#logs.values()) log.close()
  }

  #save(record: ContainerRecord): void {
    this.#records.set(record.id, record)
    writeJsonFile(`${this.directoryOf(record.id)}/container.json`, record)
  }
}

function limitsOf({
  cpuShares,
  cpuQuota,
  cpuPeriod,
  memoryLimitBytes,
  pidsLimit,
}: LinuxResources): LinuxResources {
  return {
    ...(cpuShares !== undefined && { cpuShares }),
    ...(cpuQuota !== undefined && { cpuQuota }),
    ...(cpuPeriod !== undefined && { cpuPeriod }),
    ...(memoryLimitBytes !== undefined && { memoryLimitBytes }),
    ...(pidsLimit !== undefined && { pidsLimit }),
  }
}

/** `SIGTERM`, `TERM` or `15`, as images write it. */
function signalNumber(name: string): NodeJS.Signals | number {
  if (/^\d+$/.test(name)) return Number(name)
  return (name.startsWith('SIG') ? name : `SIG${name}`) as NodeJS.Signals
}
