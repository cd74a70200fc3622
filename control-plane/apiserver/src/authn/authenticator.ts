import type { ServerRequest, UserInfo } from '../request/server-request.ts'
import { AuthenticationError } from './authentication-error.ts'

/** Tells by some credential who asks; undefined where the request carries none of its kind. */
export interface Authenticator {
  readonly name: string
  /** @throws Error where the credential is there and not good */
  authenticate(request: ServerRequest): Promise<UserInfo | undefined>
}

/** The first word of whoever knows the user. @throws AuthenticationError where nobody does and somebody complains */
export function unionAuthenticator(authenticators: readonly Authenticator[]): Authenticator {
  return {
    name: 'union',
    async authenticate(request) {
      const errors: unknown[] = []
      for (const authenticator of authenticators) {
        try {
          const user = await authenticator.authenticate(request)
          if (user) return user
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw AuthenticationError.of(errors)
      return undefined
    },
  }
}
