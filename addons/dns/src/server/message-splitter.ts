/** Cuts a stream into messages, each after its length in two bytes (RFC 1035 section 4.2.2). */
export class MessageSplitter {
  #held: Buffer = Buffer.alloc(0)

  /** Whether a message has begun and is not whole. */
  get isWithin(): boolean {
    return this.#held.length > 0
  }

  /** The messages that are whole now. */
  push(chunk: Buffer): Buffer[] {
    const bytes = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk
    const messages: Buffer[] = []
    let at = 0
    while (bytes.length - at >= 2) {
      const end = at + 2 + bytes.readUInt16BE(at)
      if (end > bytes.length) break
      messages.push(bytes.subarray(at + 2, end))
      at = end
    }
    this.#held = bytes.subarray(at)
    return messages
  }
}

/** A message with its length before it. */
export function framed(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(message.length + 2)
  bytes.writeUInt16BE(message.length, 0)
  bytes.set(message, 2)
  return bytes
}
