import { apiVersionOf } from '@knarr/api'
import type { TokenReview } from '@knarr/api/authentication/v1'
import { badRequest, internalError, type KubeObject } from '@knarr/machinery'
import { refusedToken } from '../../authn/authentication-error.ts'
import type { Authentication } from '../../authn/open-authentication.ts'
import type { AuthenticatedToken } from '../../authn/token-authenticator.ts'
import { negotiate } from '../../codec/representation.ts'
import { readObject } from '../../codec/request-body.ts'
import { asAuthenticated } from '../../request/server-request.ts'
import { writeOptionsOf } from '../write-options.ts'
import type { Review } from './order.ts'
import { userInfoOf } from './self-subject-review.ts'

/** Whose token is this, and is it good for these audiences? */
export const tokenReview: Review = {
  group: 'authentication.k8s.io',
  plural: 'tokenreviews',

  async review({ parts, request, api }) {
    const representation = negotiate(request)
    const options = writeOptionsOf(request, 'CreateOptions')
    const gvk = { group: api.group, version: api.version, kind: api.kind }
    const { metadata, spec } = await readObject<TokenReview & KubeObject>(request, gvk, options)
    if (!spec?.token) throw badRequest('token is required for TokenReview in authentication')
    const status = await statusOf(spec.token, spec.audiences ?? [], parts.authentication)
    const value = { kind: api.kind, apiVersion: apiVersionOf(api), metadata, spec, status }
    return { kind: 'value', code: 201, value, representation }
  },
}

async function statusOf(
  token: string,
  asked: readonly string[],
  { tokens, audiences }: Authentication,
): Promise<object> {
  const wanted = asked.length > 0 ? asked : audiences
  let authenticated: AuthenticatedToken | undefined
  try {
    authenticated = await tokens.authenticateToken(token, wanted)
  } catch (error) {
    return { user: {}, error: refusedToken([error]).message }
  }
  if (!authenticated) return { user: {}, error: refusedToken().message }
  if (!authenticated.audiences.some((audience) => wanted.includes(audience)))
    throw internalError('error validating audiences')
  const user = userInfoOf(asAuthenticated(authenticated.user))
  return { authenticated: true, user, audiences: authenticated.audiences }
}
