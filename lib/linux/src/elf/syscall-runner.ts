import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { getSystemErrorMessage, getSystemErrorName } from 'node:util'
import { isMachine, type Machine } from './elf-image.ts'
import { syscallMachine } from './syscall-machine.ts'
import { failureReport, reportBytes, type SyscallProgram } from './syscall-program.ts'

/** What a program says of itself on its report descriptor. */
export interface Report {
  readonly kind: number
  readonly bytes: Buffer
}

/** A step of a program that the kernel refused. */
export class SyscallError extends Error {
  /** `ENOENT` */
  readonly code: string
  readonly what: string

  constructor(what: string, errno: number) {
    super(`${what}: ${messageOf(errno)}`)
    this.name = 'SyscallError'
    this.code = getSystemErrorName(errno)
    this.what = what
  }
}

export interface ProgramRun {
  readonly child: ChildProcess
  /** The next report; undefined when the program closed its report descriptor. Throws a SyscallError. */
  nextReport(): Promise<Report | undefined>
}

/** Runs programs with the `syscallMachine` it keeps in a directory (which must allow execution). */
export class SyscallRunner {
  readonly machine: Machine
  readonly #directory: string
  readonly #executable: string
  static #count = 0

  constructor(directory: string, architecture: string = process.arch) {
    if (!isMachine(architecture))
      throw new Error(`namespaces are not supported on ${architecture} processors`)
    this.machine = architecture
    this.#directory = directory
    this.#executable = `${directory}/syscall-machine`
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    if (existsSync(this.#executable)) return
    writeFileSync(`${this.#executable}.new`, syscallMachine(architecture), { mode: 0o755 })
    renameSync(`${this.#executable}.new`, this.#executable)
  }

  /** Starts a program; its descriptor 3 is the report descriptor. */
  start(
    program: SyscallProgram,
    stdio: readonly ('ignore' | 'pipe')[] = ['ignore', 'ignore', 'ignore'],
  ): ProgramRun {
    const path = `${this.#directory}/program-${process.pid}-${SyscallRunner.#count++}`
    program.write(path)
    const child = spawn(this.#executable, [path], { stdio: [...stdio, 'pipe'], env: {}, cwd: '/' })
    const next = reportsOf(child)
    let written = true
    return {
      child,
      async nextReport() {
        const report = await next()
        if (written) rmSync(path, { force: true })
        written = false
        if (report?.kind !== failureReport) return report
        const what = program.whatAt(report.bytes.readBigUInt64LE(8)) ?? 'system call'
        throw new SyscallError(what, Number(report.bytes.readBigInt64LE(16)))
      },
    }
  }

  /** Runs a program to the end of its reports and gives them. Throws a SyscallError. */
  async run(program: SyscallProgram): Promise<Report[]> {
    const { nextReport } = this.start(program)
    const reports: Report[] = []
    for (let report = await nextReport(); report; report = await nextReport()) reports.push(report)
    return reports
  }
}

/** Cuts what arrives on descriptor 3 into reports. */
function reportsOf(child: ChildProcess): () => Promise<Report | undefined> {
  const stream = child.stdio[3] as Readable
  let rest: Buffer = Buffer.alloc(0)
  let ended: Error | true | undefined
  let wake: (() => void) | undefined
  stream.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    wake?.()
  })
  const end = (reason: Error | true): void => {
    ended ??= reason
    wake?.()
  }
  stream.on('end', () => end(true))
  stream.on('error', end)
  child.on('error', end)
  return async () => {
    while (rest.length < reportBytes) {
      if (ended instanceof Error) throw ended
      if (ended) return undefined
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    const bytes = Buffer.from(rest.subarray(0, reportBytes))
    rest = rest.subarray(reportBytes)
    return { kind: Number(bytes.readBigUInt64LE(0)), bytes }
  }
}

function messageOf(errno: number): string {
  try {
    return getSystemErrorMessage(errno)
  } catch {
    return `error ${-errno}`
  }
}
