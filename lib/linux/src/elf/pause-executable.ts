import { arm64, assemble, jump, type Piece, word } from './assembler.ts'
import { elfImage, type Machine } from './elf-image.ts'

/**
 * The program of a pause image: it reaps the orphans it inherits, ends with status 0 on SIGTERM or SIGINT
 * (also as PID 1) and otherwise sleeps. Static, without a libc, well under a kilobyte.
 */
export function pauseExecutable(machine: Machine): Buffer {
  return elfImage(machine, assemble(code[machine]))
}

const signals = { interrupt: 2, terminate: 15, child: 17 }
const restorer = 0x04000000

/*
 * A `struct sigaction` is built on the stack. SIG_IGN for SIGCHLD makes the kernel reap; the two others get a
 * handler that ends the process, for PID 1 gets no signal it has no handler for.
 */
const x64: readonly Piece[] = [
  [0x48, 0x83, 0xec, 0x20], // sub rsp, 32
  [0x31, 0xc0], // xor eax, eax
  [0x48, 0x89, 0x44, 0x24, 0x10, 0x48, 0x89, 0x44, 0x24, 0x18], // restorer and mask = 0
  [0x48, 0xc7, 0x44, 0x24, 0x08, ...word(restorer)], // flags
  [0x48, 0xc7, 0x04, 0x24, ...word(1)], // handler = SIG_IGN
  ...x64Sigaction(signals.child),
  { to: 'end', size: 7, encode: (distance) => [0x48, 0x8d, 0x05, ...word(distance - 7)] }, // lea rax, [end]
  [0x48, 0x89, 0x04, 0x24], // handler = end
  ...x64Sigaction(signals.terminate),
  ...x64Sigaction(signals.interrupt),
  { label: 'sleep' },
  [0xb8, ...word(34), 0x0f, 0x05], // pause()
  jump(0xeb, 'sleep'),
  { label: 'end' },
  [0x31, 0xff, 0xb8, ...word(231), 0x0f, 0x05], // exit_group(0)
]

function x64Sigaction(signal: number): Piece[] {
  const setArguments = [0xbf, ...word(signal), 0x48, 0x89, 0xe6, 0x31, 0xd2, 0x41, 0xba, ...word(8)]
  return [[...setArguments, 0xb8, ...word(13), 0x0f, 0x05]]
}

const arm: readonly Piece[] = [
  word(0xd10083ff), // sub sp, sp, #32
  arm64.move(9, 0),
  arm64.store(9, 31, 8), // flags
  arm64.store(9, 31, 16), // mask
  arm64.store(9, 31, 24),
  arm64.move(9, 1),
  arm64.store(9, 31, 0), // handler = SIG_IGN
  ...armSigaction(signals.child),
  arm64.address(9, 'end'),
  arm64.store(9, 31, 0),
  ...armSigaction(signals.terminate),
  ...armSigaction(signals.interrupt),
  { label: 'sleep' },
  ...[0, 1, 2, 3].map((register) => arm64.move(register, 0)),
  arm64.move(8, 73), // ppoll(NULL, 0, NULL, NULL)
  arm64.supervisorCall(),
  arm64.branch('sleep'),
  { label: 'end' },
  arm64.move(0, 0),
  arm64.move(8, 94), // exit_group(0)
  arm64.supervisorCall(),
]

function armSigaction(signal: number): Piece[] {
  const stackPointer = word(0x910003e1) // mov x1, sp
  return [
    arm64.move(0, signal),
    stackPointer,
    arm64.move(2, 0),
    arm64.move(3, 8),
    arm64.move(8, 134),
    arm64.supervisorCall(),
  ]
}

const code: Record<Machine, readonly Piece[]> = { x64, arm64: arm }
