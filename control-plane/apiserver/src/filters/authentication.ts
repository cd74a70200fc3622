import { unauthorized } from '@knarr/machinery'
import type { Filter } from '../request/answer.ts'
import { anonymous, asAuthenticated, type ServerRequest, type UserInfo } from '../request/server-request.ts'
import type { FilterParts } from './filter-parts.ts'

/** Finds out who asks. Without credentials that is nobody in particular; with bad ones the request ends here. */
export function authentication(parts: FilterParts): Filter {
  return (next) => (request) => {
    if (!request.isVouchedFor) return identified(request, parts).then(next)
    parts.access.authenticated(request.user.name)
    return next(request)
  }
}

async function identified(
  request: ServerRequest,
  { authentication: { authenticator, admitsAnonymous }, access, clock, logger }: FilterParts,
): Promise<ServerRequest> {
  const startMs = clock.now()
  let user: UserInfo | undefined
  try {
    user = await authenticator.authenticate(request)
  } catch (cause) {
    access.attempted('error', clock.now() - startMs)
    logger.warn('unable to authenticate the request', { error: String(cause) })
    throw unauthorized()
  }
  if (!user && !admitsAnonymous(request)) {
    access.attempted('failure', clock.now() - startMs)
    throw unauthorized()
  }
  const known = user ? asAuthenticated(user) : anonymous
  access.authenticated(known.name, clock.now() - startMs)
  return { ...request, headers: withoutCredentials(request.headers), user: known }
}

/** Nobody behind this filter, and nobody requests are handed on to, is to have them. */
function withoutCredentials(headers: ServerRequest['headers']): ServerRequest['headers'] {
  if (headers['authorization'] === undefined) return headers
  const { authorization: _, ...others } = headers
  return others
}
