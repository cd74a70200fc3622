import type { UserInfo } from '../../request/server-request.ts'
import type { PlainTokenAuthenticator } from '../token-authenticator.ts'
import type { AuthenticationConfiguration } from './authentication-configuration.ts'
import { JwtAuthenticator, type JwtParts } from './jwt-authenticator.ts'

/** The authenticators of one configuration: the first error ends the asking, since every issuer has its own tokens. */
export class JwtAuthenticators implements PlainTokenAuthenticator {
  readonly #all: readonly JwtAuthenticator[]

  constructor({ jwt = [] }: AuthenticationConfiguration, parts: JwtParts) {
    this.#all = jwt.map((each) => new JwtAuthenticator(each, parts))
  }

  /** Resolves when every issuer was asked for its keys once. */
  async asked(): Promise<void> {
    await Promise.all(this.#all.map(({ asked }) => asked))
  }

  /** Whether all issuers have answered. */
  get isHealthy(): boolean {
    return this.#all.every(({ failure }) => failure === undefined)
  }

  /** Why issuers have not. */
  get failures(): readonly string[] {
    return this.#all.flatMap(({ failure }) => failure?.message ?? [])
  }

  async userOf(token: string): Promise<UserInfo | undefined> {
    for (const authenticator of this.#all) {
      const user = await authenticator.userOf(token)
      if (user) return user
    }
    return undefined
  }

  close(): void {
    for (const authenticator of this.#all) authenticator.close()
  }
}
