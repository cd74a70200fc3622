/** A message that breaks the wire format; the server answers FORMERR where it can. */
export class FormatError extends Error {
  override readonly name = 'FormatError'
}

/** A name or record that is not written as RFC 1035 has it. */
export class PresentationError extends Error {
  override readonly name = 'PresentationError'
}
