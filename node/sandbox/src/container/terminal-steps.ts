import { kernel, moveTo, openAs, type SyscallProgram } from '@knarr/linux'

export const terminalDescriptors = { master: 106, slave: 107 } as const

const ioctl = { unlock: 0x40045431, openPeer: 0x5441, makeControlling: 0x540e, setSize: 0x5414 }

/** Opens a new terminal pair: its master and slave as {@link terminalDescriptors}. */
export function openTerminal(program: SyscallProgram, ptmx: string): void {
  const { master, slave } = terminalDescriptors
  openAs(program, master, ptmx, kernel.O_RDWR | kernel.O_NOCTTY)
  program.call('ioctl', [master, ioctl.unlock, program.words([0])], { what: 'unlock terminal' })
  const flags = kernel.O_RDWR | kernel.O_NOCTTY | kernel.O_CLOEXEC
  moveTo(program, program.call('ioctl', [master, ioctl.openPeer, flags], { what: 'open terminal' }), slave)
}

/** Makes the terminal the session's own; the process leads its session. */
export function takeTerminal(program: SyscallProgram): void {
  program.call('ioctl', [terminalDescriptors.slave, ioctl.makeControlling, 0], { what: 'take terminal' })
  program.call('close', [terminalDescriptors.master])
}

/** Sets the size of the terminal another process has open. */
export function resizeTerminal(
  program: SyscallProgram,
  path: string,
  size: { columns: number; rows: number },
): void {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(size.rows, 0)
  bytes.writeUInt16LE(size.columns, 2)
  openAs(program, 100, path, kernel.O_RDWR | kernel.O_NOCTTY)
  program.call('ioctl', [100, ioctl.setSize, program.data(bytes)], { what: 'resize terminal' })
  program.call('exit_group', [0])
}
