/** What the API server answers: 400 malformed, 413 too large, 422 not applicable, 500 as upstream leaves it. */
export type PatchErrorCode = 400 | 413 | 422 | 500

/** A patch that is malformed or does not apply. */
export class PatchError extends Error {
  readonly code: PatchErrorCode

  constructor(code: PatchErrorCode, message: string) {
    super(message)
    this.name = 'PatchError'
    this.code = code
  }
}
