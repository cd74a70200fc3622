import { CelError } from './cel-error.ts'

const minInt = -(1n << 63n)
const maxInt = (1n << 63n) - 1n
const maxUint = (1n << 64n) - 1n

/** The value, if 64 bits hold it. */
export function checkedInt(value: bigint, message = 'integer overflow'): bigint {
  if (value < minInt || value > maxInt) throw new CelError(message)
  return value
}

export function checkedUint(value: bigint, message = 'unsigned integer overflow'): bigint {
  if (value < 0n || value > maxUint) throw new CelError(message)
  return value
}
