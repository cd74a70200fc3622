import type { ValueTransformer } from '../value-transformer.ts'
import { type KmsConfiguration, keyServiceOptionsOf } from './kms-configuration.ts'
import { KmsProvider, type KmsProviderParts } from './kms-provider.ts'
import { kmsTransformer } from './kms-transformer.ts'

/** The KMS plugins of one configuration. */
export class KmsProviders {
  readonly #parts: KmsProviderParts
  readonly #providers: KmsProvider[] = []
  #timeoutsMs = 0

  constructor(parts: KmsProviderParts) {
    this.#parts = parts
  }

  get isEmpty(): boolean {
    return this.#providers.length === 0
  }

  /** After so long nobody waits for an answer any more. */
  get closeGraceMs(): number {
    return 2 * this.#timeoutsMs
  }

  /** One more plugin. @throws Error for one of version 1 */
  open(configuration: KmsConfiguration): ValueTransformer {
    const options = keyServiceOptionsOf(configuration)
    const provider = new KmsProvider(options, this.#parts)
    this.#providers.push(provider)
    this.#timeoutsMs += options.timeoutMs
    return kmsTransformer(provider, this.#parts)
  }

  /** Asks all of them once, and goes on asking. */
  async start(): Promise<void> {
    const { metrics } = this.#parts
    for (const { name, keys } of this.#providers) metrics.watchCache(name, () => keys.size)
    await Promise.all(this.#providers.map((provider) => provider.start()))
  }

  /** Resolves when all are healthy. @throws Error that tells what is wrong with which */
  async check(): Promise<void> {
    const outcomes = await Promise.allSettled(this.#providers.map((provider) => provider.check()))
    const errors = outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected' ? [`kms-provider-${index}: ${(outcome.reason as Error).message}`] : [],
    )
    if (errors.length === 0) return
    throw new Error(errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`)
  }

  close(): void {
    for (const provider of this.#providers) provider.close()
  }
}
