import type { Machine, Result } from '@knarr/linux'
import {
  copyLoop,
  daemonize,
  enterNamespace,
  kernel,
  openAs,
  reportPid,
  SyscallProgram,
  writeFile,
} from '@knarr/linux'
import type { ProcessSpec } from './process-spec.ts'
import { becomeProcess, useAsStandardStreams } from './process-steps.ts'
import { enterRootfs, type RootfsSpec, sharedMemoryDescriptor } from './rootfs-steps.ts'
import { openTerminal, takeTerminal, terminalDescriptors } from './terminal-steps.ts'

/** What the reports of a starting container carry: the pids of its parts. */
export const startReport = { init: 2, supervisor: 4, stdinKeeper: 5 } as const

export interface StartSpec {
  readonly machine: Machine
  readonly process: ProcessSpec
  readonly rootfs: RootfsSpec
  /** `cgroup.procs` files: of the node's own group, and of the container's. */
  readonly supervisorCgroup: readonly string[]
  readonly cgroup: readonly string[]
  /** The FIFOs of the streams; no `stdin` when the container did not ask for it. */
  readonly fifos: { readonly stdin?: string; readonly stdout: string; readonly stderr: string }
  readonly tty: boolean
  /** Gets {@link exitRecordBytes} when the container ended. */
  readonly exitFile: string
  /** Whose namespaces are used, as pids. */
  readonly nodeInit: number
  readonly network: number
  readonly uts: number
  readonly ipc: number
  /** Whose mount namespace has the /dev/shm to use. */
  readonly sharedMemory: number
  /** Whose pid namespace is joined; a new one without. */
  readonly pid?: number
  readonly newCgroupNamespace: boolean
  readonly oomScoreAdj?: number
}

/** The wait status, then the time in seconds and nanoseconds; each a 64-bit number. */
export const exitRecordBytes = 24

const fd = { proc: 100, stdin: 101, stdout: 102, stderr: 103, nodeMounts: 109 }

/**
 * The program that starts a container: a supervisor, detached, in the node's pid namespace, outlives Knarr. It
 * keeps the output FIFOs open, waits for the container's init and writes how it ended to `exitFile`.
 */
export function startProgram(spec: StartSpec): SyscallProgram {
  const program = new SyscallProgram(spec.machine)
  for (const file of spec.supervisorCgroup) writeFile(program, file, '0')
  openAs(program, fd.proc, '/proc', kernel.O_RDONLY)
  openStreams(program, spec)
  enterNamespace(program, spec.nodeInit, 'pid')
  daemonize(program, () => supervise(program, spec))
  return program
}

function openStreams(program: SyscallProgram, { fifos }: StartSpec): void {
  for (const path of [fifos.stdin, fifos.stdout, fifos.stderr]) {
    if (!path) continue
    const values = [kernel.AT_FDCWD, program.text(path), kernel.S_IFIFO | 0o600, 0]
    program.call('mknodat', values, { what: `make FIFO ${path}` })
  }
  openAs(program, fd.stdin, fifos.stdin ?? '/dev/null', fifos.stdin ? kernel.O_RDWR : kernel.O_RDONLY)
  openAs(program, fd.stdout, fifos.stdout, kernel.O_RDWR)
  openAs(program, fd.stderr, fifos.stderr, kernel.O_RDWR)
}

function supervise(program: SyscallProgram, spec: StartSpec): void {
  reportPid(program, fd.proc, startReport.supervisor)
  if (spec.tty) openTerminal(program, '/dev/ptmx')
  const keeper = keepStdin(program, spec)
  const relay = spec.tty ? relayTerminal(program) : undefined
  if (spec.pid === undefined) program.call('unshare', [kernel.CLONE_NEWPID], { what: 'make a pid namespace' })
  else enterNamespace(program, spec.pid, 'pid')
  const init = program.fork(() => becomeContainer(program, spec))
  const record = program.buffer(exitRecordBytes)
  for (const descriptor of [3, fd.proc, fd.stdin]) program.call('close', [descriptor])
  program.call('wait4', [init, record, 0, 0], { what: 'wait' })
  program.call('clock_gettime', [0, record + 8])
  if (relay) {
    program.call('close', [terminalDescriptors.slave])
    program.call('wait4', [relay, 0, 0, 0], { optional: true })
  }
  if (keeper) program.call('kill', [keeper, 9], { optional: true })
  writeExit(program, spec.exitFile, record)
  program.call('exit_group', [0])
}

/** A process that keeps the stdin FIFO open, so that reading it does not end; killing it lets it end. */
function keepStdin(program: SyscallProgram, { fifos, tty }: StartSpec): Result | undefined {
  if (!fifos.stdin) return undefined
  return program.fork(() => {
    reportPid(program, fd.proc, startReport.stdinKeeper)
    for (const descriptor of [3, fd.stdout, fd.stderr]) program.call('close', [descriptor])
    if (tty) {
      program.call('close', [terminalDescriptors.slave])
      copyLoop(program, fd.stdin, terminalDescriptors.master)
    }
    const again = {}
    program.place(again)
    program.call('ppoll', [0, 0, 0, 0], { ifError: again, ifZero: again, ifPositive: again })
  })
}

function relayTerminal(program: SyscallProgram): Result {
  return program.fork(() => {
    for (const descriptor of [3, fd.stdin, terminalDescriptors.slave]) program.call('close', [descriptor])
    copyLoop(program, terminalDescriptors.master, fd.stdout)
    program.call('exit_group', [0])
  })
}

function becomeContainer(program: SyscallProgram, spec: StartSpec): void {
  program.call('setsid', [], { what: 'setsid' })
  useAsStandardStreams(program, streamsOf(program, spec))
  if (spec.tty) takeTerminal(program)
  reportPid(program, fd.proc, startReport.init)
  for (const file of spec.cgroup) writeFile(program, file, '0')
  if (spec.oomScoreAdj !== undefined) {
    writeFile(program, '/proc/self/oom_score_adj', String(spec.oomScoreAdj), { optional: true })
  }
  enterNamespace(program, spec.network, 'net')
  enterNamespace(program, spec.ipc, 'ipc')
  enterNamespace(program, spec.uts, 'uts')
  // Opened while /proc is the host's: the pid means another process, or none, in the pod's mount namespace.
  openAs(program, fd.nodeMounts, `/proc/${spec.nodeInit}/ns/mnt`, kernel.O_RDONLY)
  takeSharedMemory(program, spec.sharedMemory)
  program.call('setns', [fd.nodeMounts, 0], { what: "enter the node's mount namespace" })
  const flags = kernel.CLONE_NEWNS | (spec.newCgroupNamespace ? kernel.CLONE_NEWCGROUP : 0)
  program.call('unshare', [flags], { what: 'make a mount namespace' })
  enterRootfs(program, spec.rootfs)
  becomeProcess(program, spec.process)
}

/** A container's stdin is read-only: its end comes when nobody else has the FIFO open for writing. */
function streamsOf(program: SyscallProgram, { tty, fifos }: StartSpec): number[] {
  const { slave } = terminalDescriptors
  if (tty) return [slave, slave, slave]
  if (!fifos.stdin) return [fd.stdin, fd.stdout, fd.stderr]
  const reader = 104
  openAs(program, reader, fifos.stdin, kernel.O_RDONLY)
  return [reader, fd.stdout, fd.stderr]
}

function takeSharedMemory(program: SyscallProgram, pid: number): void {
  enterNamespace(program, pid, 'mnt')
  const flags = kernel.OPEN_TREE_CLONE | kernel.O_CLOEXEC
  const tree = program.call('open_tree', [kernel.AT_FDCWD, program.text('/dev/shm'), flags], {
    what: 'open /dev/shm',
  })
  program.call('dup3', [tree, sharedMemoryDescriptor, kernel.O_CLOEXEC], { what: 'dup' })
  program.call('close', [tree])
}

function writeExit(program: SyscallProgram, path: string, record: number): void {
  const flags = kernel.O_CREAT | kernel.O_TRUNC | kernel.O_WRONLY
  openAs(program, 105, `${path}.new`, flags)
  program.call('write', [105, record, exitRecordBytes], { what: 'write exit' })
  const from = program.text(`${path}.new`)
  program.call('renameat', [kernel.AT_FDCWD, from, kernel.AT_FDCWD, program.text(path)], {
    what: 'rename exit',
  })
}
