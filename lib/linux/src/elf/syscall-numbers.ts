import type { Machine } from './elf-image.ts'

/** The system calls programs use, with their numbers on x86-64 and arm64. */
const numbers = {
  read: [0, 63],
  write: [1, 64],
  close: [3, 57],
  ioctl: [16, 29],
  rt_sigaction: [13, 134],
  socket: [41, 198],
  connect: [42, 203],
  shutdown: [48, 210],
  clone: [56, 220],
  execve: [59, 221],
  wait4: [61, 260],
  kill: [62, 129],
  chdir: [80, 49],
  fchdir: [81, 50],
  umask: [95, 166],
  setsid: [112, 157],
  setgroups: [116, 159],
  setresuid: [117, 147],
  setresgid: [119, 149],
  capset: [126, 91],
  pivot_root: [155, 41],
  prctl: [157, 167],
  chroot: [161, 51],
  mount: [165, 40],
  umount2: [166, 39],
  sethostname: [170, 161],
  lsetxattr: [189, 6],
  clock_gettime: [228, 113],
  exit_group: [231, 94],
  openat: [257, 56],
  mkdirat: [258, 34],
  mknodat: [259, 33],
  fchownat: [260, 54],
  unlinkat: [263, 35],
  renameat: [264, 38],
  symlinkat: [266, 36],
  readlinkat: [267, 78],
  fchmodat: [268, 53],
  ppoll: [271, 73],
  unshare: [272, 97],
  dup3: [292, 24],
  setns: [308, 268],
  open_tree: [428, 428],
  move_mount: [429, 429],
  close_range: [436, 436],
  mount_setattr: [442, 442],
} as const

export type SyscallName = keyof typeof numbers

export function syscallNumber(name: SyscallName, machine: Machine): number {
  return numbers[name][machine === 'x64' ? 0 : 1]
}
