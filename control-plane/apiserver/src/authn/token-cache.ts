import { createHmac, randomBytes } from 'node:crypto'
import { type Clock, ExpiringCache } from '@knarr/machinery'
import type { TokenCacheMetrics } from '../metrics/token-cache-metrics.ts'
import type { AuthenticatedToken, TokenAuthenticator } from './token-authenticator.ts'

export interface TokenCacheOptions {
  readonly clock: Clock
  /** For how long it is known who has a token. */
  readonly successTtlMs: number
  /** For how long it is known that nobody has it; 0: it is asked each time. */
  readonly failureTtlMs: number
  /** Whether an error counts as nobody's token; otherwise it is not remembered. */
  readonly remembersErrors: boolean
  readonly metrics?: TokenCacheMetrics
}

interface Outcome {
  readonly authenticated?: AuthenticatedToken
  readonly error?: unknown
}

const maxEntries = 32 * 4096

/** Remembers for a while what an authenticator said of a token, and asks it once for all who wait. */
export class TokenCache implements TokenAuthenticator {
  readonly #next: TokenAuthenticator
  readonly #options: TokenCacheOptions
  /** So that nobody finds tokens in memory by their hashes. */
  readonly #secret = randomBytes(32)
  readonly #known: ExpiringCache<Outcome>
  readonly #asked = new Map<string, Promise<Outcome>>()

  constructor(next: TokenAuthenticator, options: TokenCacheOptions) {
    this.#next = next
    this.#options = options
    this.#known = new ExpiringCache(options.clock, maxEntries)
  }

  async authenticateToken(
    token: string,
    audiences: readonly string[],
  ): Promise<AuthenticatedToken | undefined> {
    const key = this.#keyOf(token, audiences)
    const known = this.#known.get(key)
    const done = this.#options.metrics?.requested(known !== undefined)
    const { authenticated, error } = known?.value ?? (await this.#outcomeOf(key, token, audiences))
    done?.()
    if (error !== undefined) throw error
    return authenticated
  }

  #outcomeOf(key: string, token: string, audiences: readonly string[]): Promise<Outcome> {
    const asked = this.#asked.get(key)
    const outcome = asked ?? this.#ask(key, token, audiences)
    if (asked === undefined) this.#asked.set(key, outcome)
    this.#options.metrics?.waitsFor(outcome)
    return outcome
  }

  async #ask(key: string, token: string, audiences: readonly string[]): Promise<Outcome> {
    const fetched = this.#options.metrics?.fetches()
    const outcome = await this.#next.authenticateToken(token, audiences).then(
      (authenticated): Outcome => (authenticated ? { authenticated } : {}),
      (error: unknown): Outcome => ({ error }),
    )
    fetched?.(outcome.error === undefined)
    this.#asked.delete(key)
    this.#remember(key, outcome)
    return outcome
  }

  #remember(key: string, outcome: Outcome): void {
    const { successTtlMs, failureTtlMs, remembersErrors } = this.#options
    if (outcome.error !== undefined && !remembersErrors) return
    this.#known.set(key, outcome, outcome.authenticated ? successTtlMs : failureTtlMs)
  }

  #keyOf(token: string, audiences: readonly string[]): string {
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify([token, audiences]))
      .digest('base64')
  }
}
