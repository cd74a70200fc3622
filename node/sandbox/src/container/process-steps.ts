import { kernel, type SyscallProgram } from '@knarr/linux'
import { capabilityCount } from './capabilities.ts'
import { candidatesOf, type ProcessSpec } from './process-spec.ts'

const closeRangeCloseOnExec = 4
const prctl = { seccomp: 22, dropBounding: 24, noNewPrivileges: 38, ambient: 47, clearAmbient: 4 }

/** What a failed `execute` is called in a SyscallError. */
export const executeStep = 'exec'

/** Makes descriptors 0, 1 and 2 of the given ones; they stay open beyond exec. */
export function useAsStandardStreams(program: SyscallProgram, descriptors: readonly number[]): void {
  for (const [target, descriptor] of descriptors.entries()) {
    if (descriptor !== target) program.call('dup3', [descriptor, target, 0], { what: 'dup' })
  }
}

/** Becomes the process: gives up what it must not have and executes its command. The last of a child's steps. */
export function becomeProcess(program: SyscallProgram, spec: ProcessSpec): void {
  program.call('close_range', [3, 0xffffffff, closeRangeCloseOnExec], { what: 'close descriptors' })
  changeDirectory(program, spec.cwd)
  if (spec.seccomp && !spec.noNewPrivileges) applySeccomp(program, spec.seccomp)
  dropPrivileges(program, spec)
  if (spec.seccomp && spec.noNewPrivileges) applySeccomp(program, spec.seccomp)
  program.call('umask', [0o022])
  execute(program, spec)
}

/** As runc does, a working directory that is not there is made. */
function changeDirectory(program: SyscallProgram, cwd: string): void {
  makeDirectories(program, cwd)
  program.call('chdir', [program.text(cwd)], { what: `chdir to cwd ("${cwd}")` })
}

export function makeDirectories(program: SyscallProgram, path: string): void {
  const parts = path.split('/').filter(Boolean)
  for (const index of parts.keys()) {
    const directory = program.text(`/${parts.slice(0, index + 1).join('/')}`)
    program.call('mkdirat', [kernel.AT_FDCWD, directory, 0o755], { optional: true })
  }
}

function dropPrivileges(program: SyscallProgram, { user, capabilities, noNewPrivileges }: ProcessSpec): void {
  program.call('prctl', [prctl.ambient, prctl.clearAmbient, 0, 0, 0], { optional: true })
  for (let number = 0; number < capabilityCount; number++) {
    if (!capabilities.has(number))
      program.call('prctl', [prctl.dropBounding, number, 0, 0, 0], { optional: true })
  }
  const groups = Buffer.alloc(4 * user.groups.length)
  for (const [index, group] of user.groups.entries()) groups.writeUInt32LE(group, index * 4)
  program.call('setgroups', [user.groups.length, program.data(groups)], { what: 'setgroups' })
  program.call('setresgid', [user.gid, user.gid, user.gid], { what: 'setgid' })
  program.call('setresuid', [user.uid, user.uid, user.uid], { what: 'setuid' })
  if (noNewPrivileges)
    program.call('prctl', [prctl.noNewPrivileges, 1, 0, 0, 0], { what: 'set no_new_privs' })
}

function applySeccomp(program: SyscallProgram, filter: Uint8Array): void {
  const description = Buffer.alloc(16)
  description.writeUInt16LE(filter.length / 8, 0)
  description.writeBigUInt64LE(BigInt(program.data(filter)), 8)
  program.call('prctl', [prctl.seccomp, 2, program.data(description), 0, 0], { what: 'set seccomp filter' })
}

function execute(program: SyscallProgram, { argv, env }: ProcessSpec): void {
  const [command = ''] = argv
  const argvAddress = program.texts(argv)
  const envAddress = program.texts(env)
  const candidates = candidatesOf(command, env)
  for (const [index, path] of candidates.entries()) {
    const isLast = index === candidates.length - 1
    const options = isLast ? { what: executeStep } : { optional: true }
    program.call('execve', [program.text(path), argvAddress, envAddress], options)
  }
}
