import type { Machine } from '@knarr/linux'
import { capabilityNumber } from './capabilities.ts'

/** A call the default profile refuses: its numbers on x86-64 and arm64 (-1: none), and the capabilities that allow it. */
type RefusedCall = readonly [x64: number, arm64: number, ...capabilities: string[]]

/*
 * What containerd's default profile (RuntimeDefault) keeps from a container, written as what is refused: the
 * list of what is allowed would age with every kernel.
 */
const refused: Readonly<Record<string, RefusedCall>> = {
  _sysctl: [156, -1],
  acct: [163, 89, 'SYS_PACCT'],
  add_key: [248, 217],
  bpf: [321, 280, 'SYS_ADMIN', 'BPF'],
  chroot: [161, 51, 'SYS_CHROOT'],
  clock_settime: [227, 112, 'SYS_TIME'],
  delete_module: [176, 106, 'SYS_MODULE'],
  fanotify_init: [300, 262, 'SYS_ADMIN'],
  finit_module: [313, 273, 'SYS_MODULE'],
  fsconfig: [431, 431, 'SYS_ADMIN'],
  fsmount: [432, 432, 'SYS_ADMIN'],
  fsopen: [430, 430, 'SYS_ADMIN'],
  fspick: [433, 433, 'SYS_ADMIN'],
  get_mempolicy: [239, 236, 'SYS_NICE'],
  init_module: [175, 105, 'SYS_MODULE'],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  io_uring_setup: [425, 425],
  ioperm: [173, -1, 'SYS_RAWIO'],
  iopl: [172, -1, 'SYS_RAWIO'],
  kcmp: [312, 272, 'SYS_PTRACE'],
  kexec_file_load: [320, 294],
  kexec_load: [246, 104],
  keyctl: [250, 219],
  lookup_dcookie: [212, 18, 'SYS_ADMIN'],
  mbind: [237, 235, 'SYS_NICE'],
  migrate_pages: [256, 238],
  mount: [165, 40, 'SYS_ADMIN'],
  mount_setattr: [442, 442, 'SYS_ADMIN'],
  move_mount: [429, 429, 'SYS_ADMIN'],
  move_pages: [279, 239],
  open_by_handle_at: [304, 265, 'DAC_READ_SEARCH'],
  open_tree: [428, 428, 'SYS_ADMIN'],
  perf_event_open: [298, 241, 'SYS_ADMIN', 'PERFMON'],
  pidfd_getfd: [438, 438, 'SYS_PTRACE'],
  pivot_root: [155, 41],
  process_madvise: [440, 440, 'SYS_PTRACE'],
  quotactl: [179, 60, 'SYS_ADMIN'],
  quotactl_fd: [443, 443, 'SYS_ADMIN'],
  reboot: [169, 142, 'SYS_BOOT'],
  request_key: [249, 218],
  set_mempolicy: [238, 237, 'SYS_NICE'],
  setdomainname: [171, 162, 'SYS_ADMIN'],
  sethostname: [170, 161, 'SYS_ADMIN'],
  setns: [308, 268, 'SYS_ADMIN'],
  settimeofday: [164, 170, 'SYS_TIME'],
  swapoff: [168, 225],
  swapon: [167, 224],
  sysfs: [139, -1],
  syslog: [103, 116, 'SYS_ADMIN', 'SYSLOG'],
  umount2: [166, 39, 'SYS_ADMIN'],
  unshare: [272, 97, 'SYS_ADMIN'],
  uselib: [134, -1],
  userfaultfd: [323, 282],
  ustat: [136, -1],
  vhangup: [153, 58, 'SYS_TTY_CONFIG'],
}

const clone = { x64: 56, arm64: 220 }
const clone3 = 435
/** The flags of clone that make namespaces, the user's among them. */
const namespaceFlags = 0x7e020000
const auditArchitecture = { x64: 0xc000003e, arm64: 0xc00000b7 }
/** Numbers from here on are x32's: another way to call the same kernel. */
const x32Numbers = 0x40000000

const offsets = { number: 0, architecture: 4, firstArgument: 16 }
const load = 0x20
const jumpIfEqual = 0x15
const jumpIfAtLeast = 0x35
const jumpIfSet = 0x45
const give = 0x06
const allow = 0x7fff0000
const fail = 0x00050000
const notPermitted = fail | 1
const notImplemented = fail | 38

/** The default seccomp profile as a BPF program, for a container with these capabilities. */
export function seccompFilter(machine: Machine, capabilities: ReadonlySet<number>): Uint8Array {
  const has = (name: string): boolean => capabilities.has(capabilityNumber(name))
  const program: Instruction[] = [
    [load, 0, 0, offsets.architecture],
    [jumpIfEqual, 1, 0, auditArchitecture[machine]],
    [give, 0, 0, notImplemented],
    [load, 0, 0, offsets.number],
  ]
  const refuse = (number: number, answer: number): void => {
    program.push([jumpIfEqual, 0, 1, number], [give, 0, 0, answer])
  }
  if (machine === 'x64') program.push([jumpIfAtLeast, 0, 1, x32Numbers], [give, 0, 0, notImplemented])
  for (const [x64, arm64, ...allowedBy] of Object.values(refused)) {
    const number = machine === 'x64' ? x64 : arm64
    if (number >= 0 && !allowedBy.some(has)) refuse(number, notPermitted)
  }
  if (!has('SYS_ADMIN')) {
    // clone3's flags lie in memory, where a filter cannot look; without it, callers use clone.
    refuse(clone3, notImplemented)
    program.push([jumpIfEqual, 0, 3, clone[machine]], [load, 0, 0, offsets.firstArgument])
    program.push([jumpIfSet, 0, 1, namespaceFlags], [give, 0, 0, notPermitted])
  }
  program.push([give, 0, 0, allow])
  return encode(program)
}

/** The code, how far to jump when true and when false, and the value. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number]

function encode(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8)
  for (const [index, [code, ifTrue, ifFalse, value]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(ifTrue, index * 8 + 2)
    bytes.writeUInt8(ifFalse, index * 8 + 3)
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4)
  }
  return bytes
}
