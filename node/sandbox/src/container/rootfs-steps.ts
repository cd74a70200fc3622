import { kernel, type SyscallProgram } from '@knarr/linux'
import { makeDirectories } from './process-steps.ts'

/** A mount of a host path into a container, its source already looked at. */
export interface BindMount {
  readonly source: string
  readonly target: string
  readonly isDirectory: boolean
  readonly readonly: boolean
  readonly propagation: 'PRIVATE' | 'HOST_TO_CONTAINER' | 'BIDIRECTIONAL'
}

export interface DeviceNode {
  readonly path: string
  readonly mode: number
  readonly device: number
}

/** The file system a container sees. */
export interface RootfsSpec {
  /** Where in the node's mount namespace it is put together; not a shared mount. */
  readonly mountPoint: string
  /** Where the names in `lower` are relative to. */
  readonly layersDirectory: string
  /** Topmost first. */
  readonly lower: readonly string[]
  readonly upper: string
  readonly work: string
  readonly binds: readonly BindMount[]
  readonly devices: readonly DeviceNode[]
  readonly readonly: boolean
  readonly privileged: boolean
  readonly maskedPaths: readonly string[]
  readonly readonlyPaths: readonly string[]
  /** Whether to mount a cgroup (version 2) file system. */
  readonly cgroup2: boolean
}

const firstBindDescriptor = 200
/** The pod's /dev/shm, as a detached mount. */
export const sharedMemoryDescriptor = 110
const { MS_BIND, MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_PRIVATE, MS_RDONLY, MS_REC, MS_REMOUNT, MS_SLAVE } =
  kernel
const hardened = MS_NOSUID | MS_NODEV | MS_NOEXEC

/** From a fresh copy of the node's mount namespace to the container's own root. */
export function enterRootfs(program: SyscallProgram, rootfs: RootfsSpec): void {
  const isBidirectional = rootfs.binds.some(({ propagation }) => propagation === 'BIDIRECTIONAL')
  if (!isBidirectional) mount(program, { target: '/', flags: MS_REC | MS_SLAVE, what: 'make mounts slaves' })
  mountOverlay(program, rootfs)
  for (const [index, bind] of rootfs.binds.entries()) takeTree(program, bind, firstBindDescriptor + index)
  pivot(program, rootfs.mountPoint)
  program.call('umask', [0])
  mountStandard(program, rootfs)
  for (const [index, bind] of rootfs.binds.entries()) placeTree(program, bind, firstBindDescriptor + index)
  restrictPaths(program, rootfs)
  if (rootfs.readonly) {
    mount(program, { target: '/', flags: MS_REMOUNT | MS_BIND | MS_RDONLY, what: 'make the root read-only' })
  }
}

interface MountStep {
  readonly source?: string
  readonly target: string
  readonly type?: string
  readonly flags: number
  readonly data?: string
  readonly what?: string
  readonly optional?: boolean
}

function mount(program: SyscallProgram, step: MountStep): void {
  const text = (value: string | undefined): number => (value === undefined ? 0 : program.text(value))
  const values = [
    text(step.source ?? step.type),
    text(step.target),
    text(step.type),
    step.flags,
    text(step.data),
  ]
  program.call('mount', values, {
    what: step.what ?? `mount ${step.target}`,
    optional: step.optional ?? false,
  })
}

function mountOverlay(
  program: SyscallProgram,
  { mountPoint, layersDirectory, lower, upper, work }: RootfsSpec,
): void {
  program.call('chdir', [program.text(layersDirectory)], { what: 'chdir to the layers' })
  const data = `lowerdir=${lower.join(':')},upperdir=${upper},workdir=${work}`
  mount(program, { target: mountPoint, type: 'overlay', flags: 0, data, what: 'mount the root file system' })
}

/** Takes a copy of what is mounted at a host path, to be placed once the host's paths are out of sight. */
function takeTree(program: SyscallProgram, { source }: BindMount, descriptor: number): void {
  const flags = kernel.OPEN_TREE_CLONE | kernel.AT_RECURSIVE | kernel.O_CLOEXEC
  const what = `mount source ${source}`
  const tree = program.call('open_tree', [kernel.AT_FDCWD, program.text(source), flags], { what })
  program.call('dup3', [tree, descriptor, kernel.O_CLOEXEC], { what: 'dup' })
  program.call('close', [tree])
}

/** Targets are resolved within the container, so no symbolic link of an image leads out of it. */
function placeTree(program: SyscallProgram, bind: BindMount, descriptor: number): void {
  const { target, isDirectory, readonly, propagation } = bind
  const attributes = Buffer.alloc(32)
  attributes.writeBigUInt64LE(BigInt(readonly ? kernel.MOUNT_ATTR_RDONLY : 0), 0)
  const kinds = { PRIVATE: MS_PRIVATE, HOST_TO_CONTAINER: MS_SLAVE, BIDIRECTIONAL: kernel.MS_SHARED }
  attributes.writeBigUInt64LE(BigInt(kinds[propagation]), 16)
  const what = `mount ${bind.source} to ${target}`
  const empty = program.text('')
  const treeFlags = kernel.AT_EMPTY_PATH | kernel.AT_RECURSIVE
  program.call('mount_setattr', [descriptor, empty, treeFlags, program.data(attributes), 32], { what })
  makeMountPoint(program, target, isDirectory)
  const values = [descriptor, empty, kernel.AT_FDCWD, program.text(target), kernel.MOVE_MOUNT_F_EMPTY_PATH]
  program.call('move_mount', values, { what })
  program.call('close', [descriptor])
}

function makeMountPoint(program: SyscallProgram, target: string, isDirectory: boolean): void {
  if (isDirectory) {
    makeDirectories(program, target)
    return
  }
  makeDirectories(program, target.slice(0, target.lastIndexOf('/')))
  const flags = kernel.O_CREAT | kernel.O_EXCL | kernel.O_WRONLY | kernel.O_CLOEXEC
  const after = {}
  const file = program.call('openat', [kernel.AT_FDCWD, program.text(target), flags, 0o644], {
    ifError: after,
  })
  program.call('close', [file])
  program.place(after)
}

/** As runc does: the old root is stacked on the new one and let go, without telling the node of it. */
function pivot(program: SyscallProgram, mountPoint: string): void {
  const here = program.text('.')
  const oldRoot = program.call('openat', [kernel.AT_FDCWD, program.text('/'), kernel.O_CLOEXEC], {
    what: 'open /',
  })
  program.call('chdir', [program.text(mountPoint)], { what: 'chdir to the root file system' })
  program.call('pivot_root', [here, here], { what: 'pivot_root' })
  program.call('fchdir', [oldRoot], { what: 'fchdir' })
  program.call('close', [oldRoot])
  mount(program, { target: '.', flags: MS_SLAVE | MS_REC, what: 'make the old root a slave' })
  program.call('umount2', [here, kernel.MNT_DETACH], { what: 'unmount the old root' })
  program.call('chdir', [program.text('/')], { what: 'chdir to /' })
}

function mountStandard(program: SyscallProgram, rootfs: RootfsSpec): void {
  for (const directory of ['/proc', '/sys', '/dev']) makeDirectories(program, directory)
  mount(program, { target: '/proc', type: 'proc', flags: hardened })
  const devOptions = 'mode=755,size=65536k'
  mount(program, { target: '/dev', source: 'tmpfs', type: 'tmpfs', flags: MS_NOSUID, data: devOptions })
  for (const directory of ['/dev/pts', '/dev/shm', '/dev/mqueue']) makeDirectories(program, directory)
  const ptsOptions = 'newinstance,ptmxmode=0666,mode=0620,gid=5'
  mount(program, { target: '/dev/pts', type: 'devpts', flags: MS_NOSUID | MS_NOEXEC, data: ptsOptions })
  mount(program, { target: '/dev/mqueue', type: 'mqueue', flags: hardened, optional: true })
  placeSharedMemory(program)
  makeDevices(program, rootfs.devices)
  mount(program, { target: '/sys', type: 'sysfs', flags: hardened | (rootfs.privileged ? 0 : MS_RDONLY) })
  if (!rootfs.cgroup2) return
  const flags = hardened | (rootfs.privileged ? 0 : MS_RDONLY)
  mount(program, { target: '/sys/fs/cgroup', source: 'cgroup', type: 'cgroup2', flags, optional: true })
}

function placeSharedMemory(program: SyscallProgram): void {
  const values = [sharedMemoryDescriptor, program.text(''), kernel.AT_FDCWD, program.text('/dev/shm')]
  program.call('move_mount', [...values, kernel.MOVE_MOUNT_F_EMPTY_PATH], { what: 'mount /dev/shm' })
  program.call('close', [sharedMemoryDescriptor])
}

const links = [
  ['/proc/self/fd', '/dev/fd'],
  ['/proc/self/fd/0', '/dev/stdin'],
  ['/proc/self/fd/1', '/dev/stdout'],
  ['/proc/self/fd/2', '/dev/stderr'],
  ['pts/ptmx', '/dev/ptmx'],
] as const

function makeDevices(program: SyscallProgram, devices: readonly DeviceNode[]): void {
  for (const { path, mode, device } of devices) {
    makeDirectories(program, path.slice(0, path.lastIndexOf('/')))
    program.call('mknodat', [kernel.AT_FDCWD, program.text(path), mode, device], { what: `mknod ${path}` })
  }
  for (const [target, path] of links) {
    program.call('symlinkat', [program.text(target), kernel.AT_FDCWD, program.text(path)], { optional: true })
  }
}

/** The devices every container has, by name, major and minor number. */
const standardDevices = [
  ['null', 1, 3],
  ['zero', 1, 5],
  ['full', 1, 7],
  ['random', 1, 8],
  ['urandom', 1, 9],
  ['tty', 5, 0],
] as const

export function standardDeviceNodes(): DeviceNode[] {
  return standardDevices.map(([name, major, minor]) => ({
    path: `/dev/${name}`,
    mode: kernel.S_IFCHR | 0o666,
    device: (major << 8) | minor,
  }))
}

function restrictPaths(program: SyscallProgram, { readonlyPaths, maskedPaths }: RootfsSpec): void {
  for (const path of readonlyPaths) {
    mount(program, { source: path, target: path, flags: MS_BIND | MS_REC, optional: true })
    const flags = MS_REMOUNT | MS_BIND | MS_RDONLY | hardened
    mount(program, { target: path, flags, optional: true })
  }
  for (const path of maskedPaths) maskPath(program, path)
}

/** A file is covered by /dev/null, a directory by an empty one; a path that is not there needs neither. */
function maskPath(program: SyscallProgram, path: string): void {
  const after = {}
  const values = [program.text('/dev/null'), program.text(path), 0, MS_BIND, 0]
  program.call('mount', values, { what: `mask ${path}`, optional: true, ifZero: after })
  mount(program, {
    target: path,
    source: 'tmpfs',
    type: 'tmpfs',
    flags: MS_RDONLY,
    data: 'size=0',
    optional: true,
  })
  program.place(after)
}
