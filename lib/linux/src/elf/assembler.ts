/** Little-endian bytes of a 32-bit value. */
export function word(value: number): number[] {
  const bits = value >>> 0
  return [bits & 0xff, (bits >>> 8) & 0xff, (bits >>> 16) & 0xff, bits >>> 24]
}

/** A piece of code: bytes, a label that stands here, or a branch to one. */
export type Piece = number[] | { readonly label: string } | Branch

interface Branch {
  readonly to: string
  /** The bytes of the branch, given its distance in bytes from its own first byte. */
  readonly encode: (distance: number) => number[]
  readonly size: number
}

/** Puts pieces in order and resolves their branches. */
export function assemble(pieces: readonly Piece[]): Buffer {
  const labels = new Map<string, number>()
  let at = 0
  for (const piece of pieces) {
    if ('label' in piece) labels.set(piece.label, at)
    else at += 'to' in piece ? piece.size : piece.length
  }
  const bytes: number[] = []
  for (const piece of pieces) bytes.push(...encode(piece, bytes.length, labels))
  return Buffer.from(bytes)
}

function encode(piece: Piece, at: number, labels: ReadonlyMap<string, number>): number[] {
  if ('label' in piece) return []
  return 'to' in piece ? piece.encode((labels.get(piece.to) ?? Number.NaN) - at) : piece
}

/** An x86-64 branch with an 8-bit displacement: `0xeb` jmp, `0x73` jae, `0x74` jz. */
export function jump(opcode: number, to: string): Piece {
  return { to, size: 2, encode: (distance) => [opcode, (distance - 2) & 0xff] }
}

/** arm64's instructions, as far as they are needed here. Registers are x0 to x30; 31 is sp in `load`. */
export const arm64 = {
  /** `movz x, #value, lsl #(16 * shift)` */
  move: (register: number, value: number, shift = 0): number[] =>
    word(0xd2800000 + shift * 0x200000 + (value << 5) + register),
  /** `movk x, #value` */
  keep: (register: number, value: number): number[] => word(0xf2800000 + (value << 5) + register),
  /** `movn x, #value`: its complement. */
  moveNot: (register: number, value: number): number[] => word(0x92800000 + (value << 5) + register),
  copy: (to: number, from: number): number[] => word(0xaa0003e0 + from * 0x10000 + to),
  load: (register: number, base: number, offset: number): number[] =>
    word(0xf9400000 + ((offset / 8) << 10) + (base << 5) + register),
  store: (register: number, base: number, offset: number): number[] =>
    word(0xf9000000 + ((offset / 8) << 10) + (base << 5) + register),
  supervisorCall: (): number[] => word(0xd4000001),
  /** `cmn x, #0xfff`: carry is set when x is one of the last 4095 values, a kernel's error. */
  compareError: (register: number): number[] => word(0xb13ffc1f + (register << 5)),
  /** `adr x, to` */
  address: (register: number, to: string): Piece => ({
    to,
    size: 4,
    encode: (distance) =>
      word(0x10000000 + (distance & 3) * 0x20000000 + (((distance >> 2) & 0x7ffff) << 5) + register),
  }),
  branch: (to: string): Piece => ({
    to,
    size: 4,
    encode: (distance) => word(0x14000000 + ((distance >> 2) & 0x3ffffff)),
  }),
  branchIfCarry: (to: string): Piece => ({
    to,
    size: 4,
    encode: (distance) => word(0x54000002 + (((distance >> 2) & 0x7ffff) << 5)),
  }),
  branchIfZero: (register: number, to: string): Piece => ({
    to,
    size: 4,
    encode: (distance) => word(0xb4000000 + (((distance >> 2) & 0x7ffff) << 5) + register),
  }),
} as const
