import { unauthorized } from '@knarr/machinery'
import type { Authenticator } from '../authn/authenticator.ts'
import type { Filter } from '../request/answer.ts'
import { anonymous, type ServerRequest, type UserInfo } from '../request/server-request.ts'
import type { FilterParts } from './filter-parts.ts'

const authenticated = 'system:authenticated'

/** Finds out who asks. Without credentials that is nobody in particular; with bad ones the request ends here. */
export function authentication({ authenticators, access }: FilterParts): Filter {
  return (next) => async (request) => {
    const user = request.trustedUser ?? (await knownUser({ authenticators, access }, request))
    if (user) access.authenticated(user.name)
    else if (hasBearerToken(request)) {
      access.attempted('failure')
      throw unauthorized()
    }
    return next({ ...request, user: user ? asAuthenticated(user) : anonymous })
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

/** Everyone who is known belongs to `system:authenticated`. */
function asAuthenticated(user: UserInfo): UserInfo {
  if (user.groups.includes(authenticated) || user.name === anonymous.name) return user
  return { ...user, groups: [...user.groups, authenticated] }
}
