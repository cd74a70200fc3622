import type { UserInfo } from '../request/server-request.ts'
import { AuthenticationError } from './authentication-error.ts'

export interface AuthenticatedToken {
  readonly user: UserInfo
  /** Those of the audiences asked for that the token is meant for. */
  readonly audiences: readonly string[]
}

/** Tells by a bearer token who asks; undefined for tokens of another kind. */
export interface TokenAuthenticator {
  /** @throws Error saying why a token of its kind is not good */
  authenticateToken(token: string, audiences: readonly string[]): Promise<AuthenticatedToken | undefined>
}

/** Tells who has a token, whoever it is shown to. */
export interface PlainTokenAuthenticator {
  userOf(token: string): Promise<UserInfo | undefined> | UserInfo | undefined
}

/** The first authenticator's word that knows the token. @throws AuthenticationError where none does and one complains */
export function unionTokenAuthenticator(authenticators: readonly TokenAuthenticator[]): TokenAuthenticator {
  return {
    async authenticateToken(token, audiences) {
      const errors: unknown[] = []
      for (const authenticator of authenticators) {
        try {
          const authenticated = await authenticator.authenticateToken(token, audiences)
          if (authenticated) return authenticated
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw AuthenticationError.of(errors)
      return undefined
    },
  }
}

/** Tokens that name no audience are meant for this API, whose audiences are `implicit`. */
export function audienceAgnostic(
  implicit: readonly string[],
  authenticator: PlainTokenAuthenticator,
): TokenAuthenticator {
  return {
    async authenticateToken(token, audiences) {
      const common = implicit.filter((audience) => audiences.includes(audience))
      if (common.length === 0) return undefined
      const user = await authenticator.userOf(token)
      return user && { user, audiences: common }
    },
  }
}
