import { unauthorized } from '@knarr/machinery'
import type { Authenticator } from '../authn/authenticator.ts'
import type { Filter } from '../request/answer.ts'
import { anonymous, asAuthenticated, type ServerRequest, type UserInfo } from '../request/server-request.ts'
import type { FilterParts } from './filter-parts.ts'

/** Finds out who asks. Without credentials that is nobody in particular; with bad ones the request ends here. */
export function authentication({ authenticators, access }: FilterParts): Filter {
  const identified = async (request: ServerRequest): Promise<ServerRequest> => {
    const user = await knownUser({ authenticators, access }, request)
    if (user) access.authenticated(user.name)
    else if (hasBearerToken(request)) {
      access.attempted('failure')
      throw unauthorized()
    }
    return { ...request, user: user ? asAuthenticated(user) : anonymous }
  }
  return (next) => (request) => {
    if (!request.isVouchedFor) return identified(request).then(next)
    access.authenticated(request.user.name)
    return next(request)
  }
}

async function knownUser(
  { authenticators, access }: Pick<FilterParts, 'authenticators' | 'access'>,
  request: ServerRequest,
): Promise<UserInfo | undefined> {
  try {
    return await firstUser(authenticators, request)
  } catch (error) {
    access.attempted('error')
    throw error
  }
}

async function firstUser(
  authenticators: readonly Authenticator[],
  request: ServerRequest,
): Promise<UserInfo | undefined> {
  for (const authenticator of authenticators) {
    const user = await authenticator.authenticate(request)
    if (user) return user
  }
  return undefined
}

function hasBearerToken({ headers }: ServerRequest): boolean {
  return /^bearer\s+\S/i.test(headers['authorization'] ?? '')
}
