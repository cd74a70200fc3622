import {
  daemonize,
  enterNamespace,
  kernel,
  type Machine,
  openAs,
  raiseLoopback,
  reportPid,
  SyscallProgram,
  sleepForever,
  writeFile,
} from '@knarr/linux'

export interface SandboxSpec {
  readonly machine: Machine
  readonly nodeInit: number
  /** `cgroup.procs` files of the node's own group. */
  readonly cgroup: readonly string[]
  readonly hostname: string
  readonly ownNetwork: boolean
  readonly ownIpc: boolean
  /** Whether its containers share a pid namespace, whose init the holder is then. */
  readonly ownPid: boolean
  readonly sysctls: Readonly<Record<string, string>>
}

/** The program that leaves behind the process which holds a pod's namespaces: the pod's pause container. */
export function sandboxProgram(spec: SandboxSpec): SyscallProgram {
  const program = new SyscallProgram(spec.machine)
  for (const file of spec.cgroup) writeFile(program, file, '0')
  openAs(program, 100, '/proc', kernel.O_RDONLY)
  for (const kind of ['net', 'ipc', 'uts', 'pid', 'mnt']) enterNamespace(program, spec.nodeInit, kind)
  daemonize(program, () => {
    program.call('unshare', [namespacesOf(spec)], { what: 'make the namespaces of the pod' })
    if (!spec.ownPid) return hold(program, spec)
    program.fork(() => hold(program, spec))
    program.call('exit_group', [0])
  })
  return program
}

function namespacesOf({ ownNetwork, ownIpc, ownPid, hostname }: SandboxSpec): number {
  const wanted: [boolean, number][] = [
    [true, kernel.CLONE_NEWNS],
    [ownNetwork, kernel.CLONE_NEWNET],
    [ownIpc, kernel.CLONE_NEWIPC],
    [ownPid, kernel.CLONE_NEWPID],
    [hostname !== '', kernel.CLONE_NEWUTS],
  ]
  return wanted.filter(([isWanted]) => isWanted).reduce((flags, [, flag]) => flags | flag, 0)
}

function hold(program: SyscallProgram, spec: SandboxSpec): void {
  if (spec.hostname) {
    program.call('sethostname', [program.text(spec.hostname), Buffer.byteLength(spec.hostname)], {
      what: 'set hostname',
    })
  }
  const flags = kernel.MS_REC | kernel.MS_SLAVE
  program.call('mount', [0, program.text('/'), 0, flags, 0], { what: 'make mounts slaves' })
  if (spec.ownIpc) mountSharedMemory(program)
  if (spec.ownNetwork) raiseLoopback(program)
  for (const [name, value] of Object.entries(spec.sysctls)) {
    writeFile(program, `/proc/sys/${name.replaceAll('.', '/')}`, value)
  }
  reportPid(program, 100)
  sleepForever(program)
}

function mountSharedMemory(program: SyscallProgram): void {
  const flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
  const type = program.text('tmpfs')
  const data = program.text('mode=1777,size=67108864')
  program.call('mount', [type, program.text('/dev/shm'), type, flags, data], { what: 'mount /dev/shm' })
}
