import { deepEqual, fieldErrorText, sleep } from '@knarr/machinery'
import {
  type AuthenticationConfiguration,
  parseAuthenticationConfiguration,
} from './authentication-configuration.ts'
import type { JwtParts } from './jwt-authenticator.ts'
import { JwtAuthenticators } from './jwt-authenticators.ts'
import { anonymousChanged, configurationErrors } from './validate-configuration.ts'

interface Known {
  readonly configuration: AuthenticationConfiguration
  readonly text: string
  readonly authenticators: JwtAuthenticators
}

interface ReloadParts {
  readonly parts: JwtParts
  /** Those of service accounts. */
  readonly issuers: readonly string[]
  read(): string
}

const healthTimeoutMs = 60_000
const healthPeriodMs = 10_000

/** Puts the authenticators of a changed file in the place of those before, once all its issuers answer. */
export class ConfigurationReload {
  readonly #options: ReloadParts
  readonly #first: AuthenticationConfiguration
  readonly #closed = new AbortController()
  #text: string
  #authenticators: JwtAuthenticators
  #isRunning = false

  constructor(known: Known, options: ReloadParts) {
    this.#options = options
    this.#first = known.configuration
    this.#text = known.text
    this.#authenticators = known.authenticators
    if (known.text) options.parts.metrics.configured(known.text)
  }

  get authenticators(): JwtAuthenticators {
    return this.#authenticators
  }

  /** Reads the file; what is no configuration changes nothing. */
  async run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    const { clock, logger, metrics } = this.#options.parts
    try {
      if (!(await this.#replace())) return
      logger.info('reloaded authentication config')
      metrics.reloaded(true, clock.now())
    } catch (error) {
      if (this.#closed.signal.aborted) return
      logger.error('failed to reload authentication config', { error: String(error) })
      metrics.reloaded(false, clock.now())
    } finally {
      this.#isRunning = false
    }
  }

  close(): void {
    this.#closed.abort()
    this.#authenticators.close()
  }

  /** Whether there was something new. @throws Error where it is of no use */
  async #replace(): Promise<boolean> {
    const text = this.#options.read()
    if (text === this.#text) return false
    const configuration = this.#accepted(text)
    const next = new JwtAuthenticators(configuration, this.#options.parts)
    try {
      await this.#untilHealthy(next)
    } catch (error) {
      next.close()
      throw error
    }
    this.#authenticators.close()
    this.#authenticators = next
    this.#text = text
    this.#options.parts.metrics.configured(text)
    return true
  }

  /** A text that can never become good is not tried again. */
  #accepted(text: string): AuthenticationConfiguration {
    const before = this.#text
    this.#text = text
    const configuration = parseAuthenticationConfiguration(text)
    const errors = configurationErrors(configuration, this.#options.issuers)
    if (!deepEqual(configuration.anonymous, this.#first.anonymous)) errors.push(anonymousChanged)
    if (errors.length > 0) throw new Error(errors.map(fieldErrorText).join(', '))
    this.#text = before
    return configuration
  }

  async #untilHealthy(next: JwtAuthenticators): Promise<void> {
    const { clock } = this.#options.parts
    const end = clock.now() + healthTimeoutMs
    await next.asked()
    while (!next.isHealthy) {
      if (clock.now() >= end) throw new Error(next.failures.join(', '))
      await sleep(clock, healthPeriodMs, this.#closed.signal)
    }
    this.#closed.signal.throwIfAborted()
  }
}
