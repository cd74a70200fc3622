/** The processors Knarr writes machine code for, by Node's names. */
export type Machine = 'x64' | 'arm64'

/** Where the one segment of {@link elfImage} is loaded. */
export const loadAddress = 0x400000

const headerBytes = 64 + 56
const elfMachine: Record<Machine, number> = { x64: 62, arm64: 183 }

/** The address of the first byte of `code` in an {@link elfImage}. */
export const codeAddress: number = loadAddress + headerBytes

/** A static executable of one read-only, executable segment: `code`, entered at its first byte. */
export function elfImage(machine: Machine, code: Uint8Array): Buffer {
  const image = Buffer.alloc(headerBytes + code.length)
  image.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1], 0)
  image.writeUInt16LE(2, 16) // ET_EXEC
  image.writeUInt16LE(elfMachine[machine], 18)
  image.writeUInt32LE(1, 20)
  image.writeBigUInt64LE(BigInt(codeAddress), 24)
  image.writeBigUInt64LE(64n, 32) // program headers follow the ELF header
  image.writeUInt16LE(64, 52)
  image.writeUInt16LE(56, 54)
  image.writeUInt16LE(1, 56)
  image.writeUInt16LE(64, 58)
  image.writeUInt32LE(1, 64) // PT_LOAD
  image.writeUInt32LE(5, 68) // readable, executable
  image.writeBigUInt64LE(BigInt(loadAddress), 80)
  image.writeBigUInt64LE(BigInt(loadAddress), 88)
  image.writeBigUInt64LE(BigInt(image.length), 96)
  image.writeBigUInt64LE(BigInt(image.length), 104)
  image.writeBigUInt64LE(0x10000n, 112) // the largest page arm64 has
  image.set(code, headerBytes)
  return image
}

/** Whether machine code can be written for `architecture` (as `process.arch` names it). */
export function isMachine(architecture: string): architecture is Machine {
  return architecture === 'x64' || architecture === 'arm64'
}
