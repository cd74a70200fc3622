import type { UserInfo } from '../request/server-request.ts'
import type { Authenticator } from './authenticator.ts'

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

/** The header `Authorization: Bearer`; a token nobody vouches for is no identity. */
export function bearerToken(
  authenticators: readonly TokenAuthenticator[],
  audiences: readonly string[],
): Authenticator {
  return {
    name: 'bearer-token',
    async authenticate({ headers }) {
      const token = /^bearer\s+(\S+)\s*$/i.exec(headers['authorization'] ?? '')?.[1]
      if (!token) return undefined
      const outcome = await authenticateToken(authenticators, token, audiences)
      return outcome.authenticated?.user
    },
  }
}

/** The first authenticator's word that knows the token, with the reasons of those that refused it. */
export async function authenticateToken(
  authenticators: readonly TokenAuthenticator[],
  token: string,
  audiences: readonly string[],
): Promise<{ authenticated?: AuthenticatedToken; errors: readonly string[] }> {
  const errors: string[] = []
  for (const authenticator of authenticators) {
    try {
      const authenticated = await authenticator.authenticateToken(token, audiences)
      if (authenticated) return { authenticated, errors }
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error))
    }
  }
  return { errors }
}
