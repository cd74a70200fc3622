/** The bytes are not a message of the expected shape. */
export class ProtoError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ProtoError'
  }
}
