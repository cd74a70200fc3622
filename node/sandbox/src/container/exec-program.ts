import {
  copyLoop,
  enterNamespace,
  kernel,
  type Machine,
  openAs,
  type Result,
  reportPid,
  SyscallProgram,
} from '@knarr/linux'
import type { ProcessSpec } from './process-spec.ts'
import { becomeProcess, useAsStandardStreams } from './process-steps.ts'
import { openTerminal, takeTerminal, terminalDescriptors } from './terminal-steps.ts'

export interface ExecSpec {
  readonly machine: Machine
  readonly process: ProcessSpec
  /** The container's init. */
  readonly target: number
  /** `cgroup.procs` files of the container. */
  readonly cgroup: readonly string[]
  readonly newCgroupNamespace: boolean
  readonly tty: boolean
}

/** The reports of an exec: the command's pid, then its wait status. */
export const execReport = { pid: 2, status: 5 } as const

const fd = { proc: 100, pidNamespace: 101, firstCgroup: 300 }

/** The program that runs a command in a container and reports how it ended; its streams are the command's. */
export function execProgram(spec: ExecSpec): SyscallProgram {
  const program = new SyscallProgram(spec.machine)
  openAs(program, fd.proc, '/proc', kernel.O_RDONLY)
  for (const [index, file] of spec.cgroup.entries())
    openAs(program, fd.firstCgroup + index, file, kernel.O_WRONLY)
  openAs(program, fd.pidNamespace, `/proc/${spec.target}/ns/pid`, kernel.O_RDONLY)
  const kinds = ['net', 'ipc', 'uts', ...(spec.newCgroupNamespace ? ['cgroup'] : []), 'mnt']
  for (const kind of kinds) enterNamespace(program, spec.target, kind)
  const typing = spec.tty ? readTyping(program) : undefined
  program.call('setns', [fd.pidNamespace, 0], { what: 'enter the pid namespace' })
  const command = program.fork(() => becomeCommand(program, spec))
  const status = program.words([execReport.status, 0, 0])
  if (spec.tty) showOutput(program)
  else for (const descriptor of [0, 1, 2]) program.call('close', [descriptor])
  program.call('wait4', [command, status + 8, 0, 0], { what: 'wait' })
  if (typing) program.call('kill', [typing, 9], { optional: true })
  program.call('write', [3, status, 24])
  program.call('exit_group', [0])
  return program
}

function becomeCommand(program: SyscallProgram, spec: ExecSpec): void {
  program.call('setsid', [], { what: 'setsid' })
  const { slave } = terminalDescriptors
  if (spec.tty) {
    useAsStandardStreams(program, [slave, slave, slave])
    takeTerminal(program)
  }
  reportPid(program, fd.proc, execReport.pid)
  const self = program.data(Buffer.from('0'))
  for (const index of spec.cgroup.keys()) {
    program.call('write', [fd.firstCgroup + index, self, 1], { what: 'join cgroup' })
  }
  becomeProcess(program, spec.process)
}

/**
 * Opens the container's terminal and forks the process that passes on what is typed. It stands outside of the
 * container's pid namespace, whose end would wait for it.
 */
function readTyping(program: SyscallProgram): Result {
  openTerminal(program, '/dev/ptmx')
  const { master, slave } = terminalDescriptors
  return program.fork(() => {
    for (const descriptor of [1, 2, 3, slave]) program.call('close', [descriptor])
    copyLoop(program, 0, master)
    program.call('exit_group', [0])
  })
}

/** Passes on what is shown until the last process has let go of the terminal. */
function showOutput(program: SyscallProgram): void {
  const { master, slave } = terminalDescriptors
  for (const descriptor of [0, slave]) program.call('close', [descriptor])
  copyLoop(program, master, 1)
}
