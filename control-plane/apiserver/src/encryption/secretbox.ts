import { timingSafeEqual } from 'node:crypto'

/**
 * NaCl's secretbox: XSalsa20 for secrecy, Poly1305 over what that makes. Follows "Cryptography in NaCl" and RFC 8439
 * 2.5; Node's own ciphers have neither.
 */

const keySize = 32
export const secretboxNonceSize = 24
const tagSize = 16
const blockSize = 64
/** "expand 32-byte k" */
const constants = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const

/** The tag, then the sealed bytes. */
export function sealSecretbox(plain: Uint8Array, nonce: Uint8Array, key: Uint8Array): Buffer {
  const { authenticator, sealed } = streamed(plain, nonce, key)
  return Buffer.concat([poly1305(sealed, authenticator), sealed])
}

/** Undefined where the box was not made with this key, or changed since. */
export function openSecretbox(box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Buffer | undefined {
  if (box.length < tagSize) return undefined
  const sealed = box.subarray(tagSize)
  const { authenticator, sealed: plain } = streamed(sealed, nonce, key)
  return timingSafeEqual(poly1305(sealed, authenticator), box.subarray(0, tagSize)) ? plain : undefined
}

/** The bytes under the key stream, of which the first half block is the key of the authenticator. */
function streamed(
  bytes: Uint8Array,
  nonce: Uint8Array,
  key: Uint8Array,
): { authenticator: Uint8Array; sealed: Buffer } {
  const subkey = hsalsa20(words(key), words(nonce.subarray(0, 16)))
  const rest = words(nonce.subarray(16, secretboxNonceSize))
  const sealed = Buffer.from(bytes)
  let authenticator = new Uint8Array()
  for (
    let start = -keySize, counter = 0;
    start < sealed.length || counter === 0;
    start += blockSize, counter++
  ) {
    const stream = salsa20Block(subkey, [rest[0] as number, rest[1] as number, counter, 0])
    if (counter === 0) authenticator = stream.slice(0, keySize)
    for (let i = Math.max(start, 0); i < Math.min(start + blockSize, sealed.length); i++) {
      sealed[i] = (sealed[i] as number) ^ (stream[i - start] as number)
    }
  }
  return { authenticator, sealed }
}

function words(bytes: Uint8Array): number[] {
  const buffer = Buffer.from(bytes)
  return Array.from({ length: bytes.length / 4 }, (_, i) => buffer.readUInt32LE(i * 4))
}

/** Where key, input and constants stand in the matrix that is mixed. */
function matrix(key: readonly number[], input: readonly number[]): Uint32Array {
  const [c0, c1, c2, c3] = constants
  const [a, b] = [key.slice(0, 4), key.slice(4)]
  return Uint32Array.from([c0, ...a, c1, ...input, c2, ...b, c3])
}

function salsa20Block(key: readonly number[], input: readonly number[]): Uint8Array {
  const start = matrix(key, input)
  const mixed = rounds(start)
  const out = Buffer.alloc(blockSize)
  for (let i = 0; i < 16; i++) out.writeUInt32LE(((mixed[i] as number) + (start[i] as number)) >>> 0, i * 4)
  return out
}

function hsalsa20(key: readonly number[], input: readonly number[]): number[] {
  const mixed = rounds(matrix(key, input))
  return [0, 5, 10, 15, 6, 7, 8, 9].map((i) => mixed[i] as number)
}

/** A column round and a row round, as the four words each quarter round mixes. */
const quarters = [
  ...[
    [0, 4, 8, 12],
    [5, 9, 13, 1],
    [10, 14, 2, 6],
    [15, 3, 7, 11],
  ],
  ...[
    [0, 1, 2, 3],
    [5, 6, 7, 4],
    [10, 11, 8, 9],
    [15, 12, 13, 14],
  ],
] as const

function rounds(start: Uint32Array): Uint32Array {
  const x = Uint32Array.from(start)
  for (let i = 0; i < 10; i++) for (const quarter of quarters) mix(x, quarter)
  return x
}

function mix(x: Uint32Array, [a, b, c, d]: (typeof quarters)[number] | readonly number[]): void {
  const step = (to: number, from: readonly [number, number], by: number): void => {
    const sum = ((x[from[0]] as number) + (x[from[1]] as number)) >>> 0
    x[to] = (x[to] as number) ^ ((sum << by) | (sum >>> (32 - by)))
  }
  const [i, j, k, l] = [a as number, b as number, c as number, d as number]
  step(j, [i, l], 7)
  step(k, [j, i], 9)
  step(l, [k, j], 13)
  step(i, [l, k], 18)
}

const prime = (1n << 130n) - 5n
const clamp = 0x0ffffffc0ffffffc0ffffffc0fffffffn

function poly1305(message: Uint8Array, key: Uint8Array): Buffer {
  const r = little(key.subarray(0, 16)) & clamp
  const s = little(key.subarray(16, 32))
  let sum = 0n
  for (let start = 0; start < message.length; start += 16) {
    const block = message.subarray(start, start + 16)
    sum = ((sum + little(block) + (1n << BigInt(8 * block.length))) * r) % prime
  }
  const tag = (sum + s) & ((1n << 128n) - 1n)
  return Buffer.from(tag.toString(16).padStart(32, '0'), 'hex').reverse()
}

function little(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex') || '0'}`)
}
