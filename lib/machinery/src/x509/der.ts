/** One value of the Distinguished Encoding Rules. */
export interface DerValue {
  readonly tag: number
  readonly content: Buffer
  /** With tag and length, as it stood in its parent. */
  readonly encoded: Buffer
}

/** The tags X.509 is made of. */
export const derTag: {
  readonly boolean: 1
  readonly integer: 2
  readonly bitString: 3
  readonly octetString: 4
  readonly objectId: 6
  readonly utf8String: 12
  readonly sequence: 48
  readonly set: 49
} = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  objectId: 6,
  utf8String: 12,
  sequence: 48,
  set: 49,
}

/** The values that stand one after the other in `bytes`; throws where they are cut short. */
export function readDer(bytes: Buffer): DerValue[] {
  const values: DerValue[] = []
  let at = 0
  while (at < bytes.length) {
    const value = readOne(bytes.subarray(at))
    values.push(value)
    at += value.encoded.length
  }
  return values
}

/** The parts of a value that must be there and have this tag. */
export function readDerIn(value: DerValue | undefined, tag: number): DerValue[] {
  return readDer(contentOf(value, tag))
}

/** What a value that must be there and have this tag contains. */
export function contentOf(value: DerValue | undefined, tag: number): Buffer {
  if (!value) throw new Error('asn1: syntax error: sequence truncated')
  if (value.tag !== tag) throw new Error("asn1: structure error: tags don't match")
  return value.content
}

/** Encodes a value of these parts. */
export function writeDer(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const size = content.length
  if (size < 0x80) return Buffer.concat([Buffer.from([tag, size]), content])
  const hex = size.toString(16)
  const length = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content])
}

/** Encodes `2.5.29.15`. */
export function writeObjectId(id: string): Buffer {
  const [first = 0, second = 0, ...rest] = id.split('.').map(Number)
  return writeDer(derTag.objectId, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

/** `2.5.29.15` of what an object identifier contains. */
export function objectIdText(content: Buffer): string {
  const parts: number[] = []
  let part = 0
  for (const byte of content) {
    part = part * 128 + (byte & 0x7f)
    if (byte & 0x80) continue
    parts.push(part)
    part = 0
  }
  const [head = 0, ...rest] = parts
  const first = Math.min(2, Math.floor(head / 40))
  return [first, head - first * 40, ...rest].join('.')
}

function base128(part: number): number[] {
  const digits = [part & 0x7f]
  for (let rest = Math.floor(part / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest & 0x7f) | 0x80)
  }
  return digits
}

function readOne(bytes: Buffer): DerValue {
  const [tag, first] = bytes
  if (tag === undefined || first === undefined) throw new Error('asn1: syntax error: truncated tag or length')
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (first === 0x80 || lengthBytes > 4) throw new Error('asn1: structure error: length too large')
  const start = 2 + lengthBytes
  if (bytes.length < start) throw new Error('asn1: syntax error: truncated tag or length')
  const size = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes)
  if (bytes.length < start + size) throw new Error('asn1: syntax error: data truncated')
  return { tag, content: bytes.subarray(start, start + size), encoded: bytes.subarray(0, start + size) }
}
