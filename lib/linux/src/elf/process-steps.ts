import type { Result, SyscallProgram } from './syscall-program.ts'

/** Constants of the kernel's interface, by their names there. */
export const kernel = {
  AT_FDCWD: -100,
  AT_EMPTY_PATH: 0x1000,
  AT_RECURSIVE: 0x8000,
  CLONE_NEWNS: 0x20000,
  CLONE_NEWCGROUP: 0x2000000,
  CLONE_NEWUTS: 0x4000000,
  CLONE_NEWIPC: 0x8000000,
  CLONE_NEWPID: 0x20000000,
  CLONE_NEWNET: 0x40000000,
  MS_RDONLY: 1,
  MS_NOSUID: 2,
  MS_NODEV: 4,
  MS_NOEXEC: 8,
  MS_REMOUNT: 32,
  MS_BIND: 4096,
  MS_REC: 16384,
  MS_PRIVATE: 0x40000,
  MS_SLAVE: 0x80000,
  MS_SHARED: 0x100000,
  MNT_DETACH: 2,
  MOVE_MOUNT_F_EMPTY_PATH: 4,
  MOUNT_ATTR_RDONLY: 1,
  OPEN_TREE_CLONE: 1,
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_NOCTTY: 0o400,
  O_TRUNC: 0o1000,
  O_NONBLOCK: 0o4000,
  O_CLOEXEC: 0o2000000,
  S_IFCHR: 0o020000,
  S_IFBLK: 0o060000,
  S_IFIFO: 0o010000,
  SIGCHLD: 17,
} as const

/** The report whose payload is the process's pid as the host sees it, as text. */
export const pidReport = 2
const pidTextBytes = 16

/** Opens `path` as descriptor `fd`, closed on exec. */
export function openAs(program: SyscallProgram, fd: number, path: string, flags: number): void {
  const opened = program.call(
    'openat',
    [kernel.AT_FDCWD, program.text(path), flags | kernel.O_CLOEXEC, 0o600],
    {
      what: `open ${path}`,
    },
  )
  moveTo(program, opened, fd)
}

/** Renumbers a descriptor as `fd`, closed on exec. */
export function moveTo(program: SyscallProgram, from: Result, fd: number): void {
  program.call('dup3', [from, fd, kernel.O_CLOEXEC], { what: 'dup' })
  program.call('close', [from], { what: 'close' })
}

/** Writes `text` to an existing file (of `/proc`, of a cgroup). */
export function writeFile(
  program: SyscallProgram,
  path: string,
  text: string,
  options = { optional: false },
): void {
  const scratch = 900
  const after = {}
  const opened = program.call(
    'openat',
    [kernel.AT_FDCWD, program.text(path), kernel.O_WRONLY | kernel.O_CLOEXEC],
    {
      what: `open ${path}`,
      ...(options.optional && { ifError: after }),
    },
  )
  moveTo(program, opened, scratch)
  program.call('write', [scratch, program.data(Buffer.from(text)), Buffer.byteLength(text)], {
    what: `write ${path}`,
    optional: options.optional,
  })
  program.call('close', [scratch])
  program.place(after)
}

/**
 * Reports the pid of the process that runs this step as the `/proc` open as `procDescriptor` sees it: the only
 * way a process in a pid namespace can learn its name outside.
 */
export function reportPid(program: SyscallProgram, procDescriptor: number, kind: number = pidReport): void {
  const record = program.data(Buffer.concat([words(kind), Buffer.alloc(pidTextBytes)]))
  program.call('readlinkat', [procDescriptor, program.text('self'), record + 8, pidTextBytes], {
    what: 'read pid',
  })
  program.call('write', [3, record, 8 + pidTextBytes], { what: 'report pid' })
}

/** The pid in a report of `reportPid`. */
export function pidOf(bytes: Buffer): number {
  return Number.parseInt(bytes.toString('latin1', 8), 10)
}

/** Detaches from the starting process: a new session, and `steps` in a grandchild nobody waits for. */
export function daemonize(program: SyscallProgram, steps: () => void): void {
  const middle = program.fork(() => {
    program.call('setsid', [], { what: 'setsid' })
    program.fork(steps)
    program.call('exit_group', [0])
  })
  program.call('wait4', [middle, 0, 0, 0], { optional: true })
  program.call('exit_group', [0])
}

/** Sleeps for ever; what is orphaned to this process is reaped by the kernel. Ends only by SIGKILL. */
export function sleepForever(program: SyscallProgram): void {
  const ignore = program.words([1, 0, 0, 0])
  program.call('rt_sigaction', [kernel.SIGCHLD, ignore, 0, 8], { what: 'ignore SIGCHLD' })
  program.call('close_range', [3, 0xffffffff, 0], { what: 'close descriptors' })
  program.call('chdir', [program.text('/')], { what: 'chdir' })
  const again = {}
  program.place(again)
  program.call('ppoll', [0, 0, 0, 0], { ifError: again, ifZero: again, ifPositive: again })
}

/** Enters the namespace (as `net`, `mnt`) a file of `/proc/<pid>/ns` stands for. */
export function enterNamespace(program: SyscallProgram, pid: number, kind: string): void {
  const path = `/proc/${pid}/ns/${kind}`
  const opened = program.call('openat', [kernel.AT_FDCWD, program.text(path), kernel.O_CLOEXEC], {
    what: `open ${path}`,
  })
  program.call('setns', [opened, 0], { what: `enter ${path}` })
  program.call('close', [opened])
}

/** Sets the interface flags of `lo`, so that it is up. */
export function raiseLoopback(program: SyscallProgram): void {
  const request = Buffer.alloc(40)
  request.write('lo')
  request.writeUInt16LE(0x49, 16) // IFF_UP | IFF_LOOPBACK | IFF_RUNNING
  const socket = program.call('socket', [2, 2 | kernel.O_CLOEXEC, 0], { what: 'socket' })
  program.call('ioctl', [socket, 0x8914, program.data(request)], { what: 'set lo up' })
  program.call('close', [socket])
}

function words(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

/** Copies from one descriptor to another until there is no more, or no one takes it. */
export function copyLoop(program: SyscallProgram, from: number, to: number): void {
  const again = {}
  const end = {}
  const buffer = program.buffer(bufferBytes)
  program.place(again)
  const count = program.call('read', [from, buffer, bufferBytes], { ifZero: end, ifError: end })
  program.call('write', [to, buffer, count], { ifZero: end, ifError: end, ifPositive: again })
  program.place(end)
}

const bufferBytes = 32_768
