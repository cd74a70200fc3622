import type { Readable, Writable } from 'node:stream'
import {
  type ProcessIdentity,
  type ProgramRun,
  pidOf,
  processIdentity,
  SyscallProgram,
  signalProcess,
} from '@knarr/linux'
import type { ExitStatus, StreamOptions, StreamSession } from '@knarr/rpc'
import type { ContainerRecord } from '../container/container-record.ts'
import { execProgram, execReport } from '../container/exec-program.ts'
import { exitCodeOf } from '../container/exit-record.ts'
import { execErrorText } from '../container/start-error.ts'
import { processSpec } from '../container/start-spec.ts'
import { resizeTerminal } from '../container/terminal-steps.ts'
import type { RuntimeScene } from '../runtime-scene.ts'

const notRunExitCode = 126

/** Runs a command in a running container, with its user, capabilities and limits. */
export function startExec(
  scene: RuntimeScene,
  container: ContainerRecord & { readonly init: ProcessIdentity },
  command: readonly string[],
  { stdin, stdout, stderr, tty }: StreamOptions,
): StreamSession {
  const { runner, cgroups } = scene
  const process = { ...processSpec(container, scene), argv: command }
  const env =
    tty && !process.env.some((entry) => entry.startsWith('TERM='))
      ? [...process.env, 'TERM=xterm']
      : process.env
  const program = execProgram({
    machine: runner.machine,
    process: { ...process, env },
    target: container.init.pid,
    cgroup: cgroups.joinFiles(container.cgroup),
    newCgroupNamespace: cgroups.version === 2,
    tty,
  })
  const pipe = (wanted: boolean): 'pipe' | 'ignore' => (wanted ? 'pipe' : 'ignore')
  const run = runner.start(program, [pipe(stdin), pipe(stdout || tty), pipe(stderr && !tty)])
  return new ExecSession(scene, run, command[0] ?? '')
}

class ExecSession implements StreamSession {
  readonly stdin: Writable | undefined
  readonly stdout: Readable | undefined
  readonly stderr: Readable | undefined
  readonly exit: Promise<ExitStatus>
  readonly #scene: RuntimeScene
  readonly #run: ProgramRun
  #command: ProcessIdentity | undefined
  #size: { columns: number; rows: number } | undefined
  #isClosed = false

  constructor(scene: RuntimeScene, run: ProgramRun, command: string) {
    this.#scene = scene
    this.#run = run
    const { child } = run
    this.stdin = child.stdin ?? undefined
    this.stdout = child.stdout ?? undefined
    this.stderr = child.stderr ?? undefined
    // A command that does not read its input to the end is no error.
    this.stdin?.on('error', () => undefined)
    this.exit = this.#follow(command)
  }

  async #follow(command: string): Promise<ExitStatus> {
    const outputEnded = Promise.all([ended(this.stdout), ended(this.stderr)])
    try {
      const status = await this.#status()
      if (!this.#isClosed) await outputEnded
      return { exitCode: status }
    } catch (error) {
      return { exitCode: notRunExitCode, message: execErrorText(command, error as Error) }
    }
  }

  async #status(): Promise<number> {
    for (;;) {
      const report = await this.#run.nextReport()
      if (!report) throw new Error('the process that ran the command was killed')
      if (report.kind === execReport.status) return exitCodeOf(report.bytes.readUInt32LE(8))
      this.#command = processIdentity(pidOf(report.bytes))
      if (this.#isClosed) this.#kill()
      this.#applySize()
    }
  }

  /** A size that comes before the command is there is given to it at once. */
  resize(columns: number, rows: number): void {
    this.#size = { columns, rows }
    this.#applySize()
  }

  #applySize(): void {
    if (!this.#command || !this.#size) return
    const { runner } = this.#scene
    const program = new SyscallProgram(runner.machine)
    resizeTerminal(program, `/proc/${this.#command.pid}/fd/0`, this.#size)
    // The command may have ended in the meantime.
    runner.run(program).catch(() => undefined)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.stdin?.destroy()
    this.stdout?.destroy()
    this.stderr?.destroy()
    this.#kill()
  }

  #kill(): void {
    if (this.#command) signalProcess(this.#command, 'SIGKILL')
  }
}

/** Resolves when a stream has been read to its end or given up; one nobody reads is read away. */
function ended(stream: Readable | undefined): Promise<void> {
  if (!stream) return Promise.resolve()
  return new Promise((resolve) => stream.once('close', resolve))
}
