/** Why nobody knows who asks; several reasons are told as Go tells an aggregate of errors. */
export class AuthenticationError extends AggregateError {
  private constructor(errors: readonly unknown[], message: string) {
    super(errors, message)
    this.name = 'AuthenticationError'
  }

  /** Of one reason it is that one. */
  static of(errors: readonly unknown[]): Error {
    const all = errors.flatMap((error) => (error instanceof AuthenticationError ? error.errors : [error]))
    const messages = [...new Set(all.map(messageOf))]
    const [first = ''] = messages
    return new AuthenticationError(all, messages.length === 1 ? first : `[${messages.join(', ')}]`)
  }
}

/**
 * Why nobody has a token: upstream asks for the token of the server itself first, and tells that it is not this one
 * beside what others say.
 */
export function refusedToken(why: readonly unknown[] = []): Error {
  return AuthenticationError.of([new Error('invalid bearer token'), ...why])
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
