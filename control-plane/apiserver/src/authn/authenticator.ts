import type { ServerRequest, UserInfo } from '../request/server-request.ts'

/** Tells by some credential who asks; undefined where the request carries none of its kind. */
export interface Authenticator {
  readonly name: string
  /** @throws StatusError Unauthorized where the credential is there and not good */
  authenticate(request: ServerRequest): Promise<UserInfo | undefined>
}
