import { arm64, assemble, jump, type Piece, word } from './assembler.ts'
import { elfImage, type Machine } from './elf-image.ts'

/*
 * An executable of some 200 bytes that maps the file named by its first argument at a fixed address and obeys
 * it: a list of system calls, each saying where its result is stored and which one follows. What to do is
 * decided in TypeScript (`SyscallProgram`), where it can be read and tested; this only does it. It takes the
 * place of a chain of unshare, nsenter, mount, mknod, setpriv and sh, and can do what none of them can.
 */

/** Where a program's file is mapped; its addresses are absolute. */
export const programAddress = 0x10000000
/** The most a program may take, buffers included. */
export const programLimit = 0x1000000
/** Its first instruction; before it stand the cells of the last error and free ones. */
export const firstInstruction: number = programAddress + 0x100
/** Kept up to date by the machine: the failed instruction's address, then the (negative) error. */
export const errorCells: number = programAddress + 8

/** The layout of an instruction, in bytes; every field has eight. */
export const field = {
  number: 0,
  arguments: 8,
  store: 56,
  otherStore: 64,
  ifError: 72,
  ifZero: 80,
  ifPositive: 88,
  size: 96,
} as const

const mapFlags = 0x4012 // MAP_PRIVATE, MAP_FIXED, MAP_NORESERVE
const closeOnExec = 0x80000

/** The machine as an executable file. */
export function syscallMachine(machine: Machine): Buffer {
  return elfImage(machine, assemble(code[machine]))
}

/** `mov <register>, [rbx + offset]`; the register's bytes without the displacement. */
const fromInstruction = (prefix: readonly number[], offset: number): number[] => [...prefix, offset]

const x64: readonly Piece[] = [
  [0x48, 0x8b, 0x74, 0x24, 0x10], // mov rsi, [rsp+16]: the first argument
  [0x48, 0xc7, 0xc7, 0x9c, 0xff, 0xff, 0xff], // mov rdi, AT_FDCWD
  [0xba, ...word(closeOnExec), 0xb8, ...word(257), 0x0f, 0x05], // openat
  [0x49, 0x89, 0xc0, 0x49, 0x89, 0xc4], // r8 = r12 = the file
  [0xbf, ...word(programAddress), 0xbe, ...word(programLimit), 0xba, ...word(3)],
  [0x41, 0xba, ...word(mapFlags), 0x45, 0x31, 0xc9, 0xb8, ...word(9), 0x0f, 0x05], // mmap
  [0x44, 0x89, 0xe7, 0xb8, ...word(3), 0x0f, 0x05], // close
  [0xbb, ...word(firstInstruction)],
  { label: 'next' },
  [0x48, 0x8b, 0x03], // rax: the call's number
  fromInstruction([0x48, 0x8b, 0x7b], 8),
  fromInstruction([0x48, 0x8b, 0x73], 16),
  fromInstruction([0x48, 0x8b, 0x53], 24),
  fromInstruction([0x4c, 0x8b, 0x53], 32),
  fromInstruction([0x4c, 0x8b, 0x43], 40),
  fromInstruction([0x4c, 0x8b, 0x4b], 48),
  [0x0f, 0x05],
  fromInstruction([0x48, 0x8b, 0x4b], field.store),
  [0x48, 0x89, 0x01],
  fromInstruction([0x48, 0x8b, 0x4b], field.otherStore),
  [0x48, 0x89, 0x01],
  [0x48, 0x3d, 0x01, 0xf0, 0xff, 0xff], // cmp rax, -4095
  jump(0x73, 'error'),
  [0x48, 0x85, 0xc0],
  jump(0x74, 'zero'),
  fromInstruction([0x48, 0x8b, 0x5b], field.ifPositive),
  jump(0xeb, 'next'),
  { label: 'zero' },
  fromInstruction([0x48, 0x8b, 0x5b], field.ifZero),
  jump(0xeb, 'next'),
  { label: 'error' },
  [0x48, 0x89, 0x1c, 0x25, ...word(errorCells)],
  [0x48, 0x89, 0x04, 0x25, ...word(errorCells + 8)],
  fromInstruction([0x48, 0x8b, 0x5b], field.ifError),
  jump(0xeb, 'next'),
]

const instruction = 19
const cells = 21
const file = 20

const arm: readonly Piece[] = [
  arm64.load(1, 31, 16),
  arm64.moveNot(0, 99), // AT_FDCWD
  arm64.move(2, closeOnExec >>> 16, 1),
  arm64.move(3, 0),
  arm64.move(8, 56), // openat
  arm64.supervisorCall(),
  arm64.copy(4, 0),
  arm64.copy(file, 0),
  arm64.move(0, programAddress >>> 16, 1),
  arm64.move(1, programLimit >>> 16, 1),
  arm64.move(2, 3),
  arm64.move(3, mapFlags),
  arm64.move(5, 0),
  arm64.move(8, 222), // mmap
  arm64.supervisorCall(),
  arm64.copy(0, file),
  arm64.move(8, 57), // close
  arm64.supervisorCall(),
  arm64.move(instruction, firstInstruction >>> 16, 1),
  arm64.keep(instruction, firstInstruction & 0xffff),
  arm64.move(cells, programAddress >>> 16, 1),
  { label: 'next' },
  arm64.load(8, instruction, field.number),
  ...[0, 1, 2, 3, 4, 5].map((n) => arm64.load(n, instruction, field.arguments + 8 * n)),
  arm64.supervisorCall(),
  arm64.load(9, instruction, field.store),
  arm64.store(0, 9, 0),
  arm64.load(9, instruction, field.otherStore),
  arm64.store(0, 9, 0),
  arm64.compareError(0),
  arm64.branchIfCarry('error'),
  arm64.branchIfZero(0, 'zero'),
  arm64.load(instruction, instruction, field.ifPositive),
  arm64.branch('next'),
  { label: 'zero' },
  arm64.load(instruction, instruction, field.ifZero),
  arm64.branch('next'),
  { label: 'error' },
  arm64.store(instruction, cells, errorCells - programAddress),
  arm64.store(0, cells, errorCells - programAddress + 8),
  arm64.load(instruction, instruction, field.ifError),
  arm64.branch('next'),
]

const code: Record<Machine, readonly Piece[]> = { x64, arm64: arm }
