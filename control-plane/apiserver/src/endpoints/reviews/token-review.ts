import { apiVersionOf } from '@knarr/api'
import type { TokenReview } from '@knarr/api/authentication/v1'
import { badRequest, type KubeObject } from '@knarr/machinery'
import { type AuthenticatedToken, authenticateToken } from '../../authn/token-authenticator.ts'
import { negotiate } from '../../codec/representation.ts'
import { readObject } from '../../codec/request-body.ts'
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
    const asked = spec.audiences ?? []
    const audiences = asked.length > 0 ? asked : [parts.tokens.issuer]
    const { authenticated, errors } = await authenticateToken(
      parts.tokenAuthenticators,
      spec.token,
      audiences,
    )
    const status = authenticated ? goodStatus(authenticated) : badStatus(errors)
    const value = { kind: api.kind, apiVersion: apiVersionOf(api), metadata, spec, status }
    return { kind: 'value', code: 201, value, representation }
  },
}

function goodStatus({ user, audiences }: AuthenticatedToken): object {
  const groups = [...user.groups, 'system:authenticated']
  return { authenticated: true, user: userInfoOf({ ...user, groups }), audiences }
}

function badStatus(errors: readonly string[]): object {
  if (errors.length === 0) return { user: {} }
  return { user: {}, error: `[invalid bearer token, ${errors.join(', ')}]` }
}
