import { readFileSync } from 'node:fs'
import type { Logger } from '@knarr/client'
import type { MetricsRegistry } from '@knarr/component'
import { type Clock, every, type Timer } from '@knarr/machinery'
import type { Store } from '@knarr/storage'
import { ConfigurationError } from '../configuration-error.ts'
import type { ServerHealth } from '../health/server-health.ts'
import { EncryptedStore } from './encrypted-store.ts'
import { type FindTransformers, parseEncryptionConfiguration } from './encryption-configuration.ts'
import { KmsMetrics } from './kms/kms-metrics.ts'
import { KmsProviders } from './kms/kms-providers.ts'

export interface EncryptionOptions {
  /** A file with an EncryptionConfiguration. */
  readonly file: string
  /** Reads the file again every minute. */
  readonly isReloaded?: boolean
}

interface EncryptionParts {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: MetricsRegistry
}

/** A configuration as it is in effect. */
interface Keys {
  readonly text: string
  readonly find: FindTransformers
  readonly providers: KmsProviders
}

const reloadPeriodMs = 60_000

/** The store behind the keys of a file; undefined without options. @throws ConfigurationError for a file that is none */
export async function openEncryption(
  store: Store,
  options: EncryptionOptions | undefined,
  { clock, logger, metrics }: EncryptionParts,
): Promise<Encryption | undefined> {
  if (!options) return undefined
  const parts = { clock, logger, metrics: new KmsMetrics(metrics, clock) }
  const open = (text: string): Keys => {
    const providers = new KmsProviders(parts)
    const find = parsed(text, { file: options.file, providers })
    return { text, find, providers }
  }
  const keys = open(readConfiguration(options.file))
  await keys.providers.start()
  return new Encryption({ store: new EncryptedStore(store, keys.find), keys, open, clock, logger }, options)
}

/** A store that encrypts, and what goes on beside it: plugins are asked how they are, the file is read again. */
export class Encryption {
  readonly store: EncryptedStore
  readonly #options: EncryptionOptions
  readonly #open: (text: string) => Keys
  readonly #clock: Clock
  readonly #logger: Logger
  #keys: Keys
  #retired: KmsProviders[] = []
  #timer: Timer | undefined
  #isClosed = false

  constructor(
    parts: { store: EncryptedStore; keys: Keys; open: (text: string) => Keys; clock: Clock; logger: Logger },
    options: EncryptionOptions,
  ) {
    this.store = parts.store
    this.#keys = parts.keys
    this.#open = parts.open
    this.#clock = parts.clock
    this.#logger = parts.logger
    this.#options = options
    if (options.isReloaded) this.#timer = every(this.#clock, reloadPeriodMs, () => void this.#reload())
  }

  /** Lets the server say that it is not well when a KMS plugin is not. */
  addChecks({ livez, readyz }: ServerHealth): void {
    if (this.#keys.providers.isEmpty && !this.#options.isReloaded) return
    for (const checks of [livez, readyz]) checks.add('kms-providers', () => this.#keys.providers.check())
  }

  close(): void {
    this.#isClosed = true
    this.#timer?.cancel()
    for (const providers of [...this.#retired, this.#keys.providers]) providers.close()
  }

  async #reload(): Promise<void> {
    const { file } = this.#options
    try {
      const text = readConfiguration(file)
      if (text === this.#keys.text) return
      await this.#replace(this.#open(text))
      this.#logger.info('the encryption configuration was read again', { file })
    } catch (error) {
      this.#logger.error('the encryption configuration cannot be read; the one before stays', {
        file,
        error: String(error),
      })
    }
  }

  /** @throws Error where a plugin of the new ones is not healthy */
  async #replace(keys: Keys): Promise<void> {
    try {
      await keys.providers.check()
    } catch (error) {
      keys.providers.close()
      throw error
    }
    if (this.#isClosed) return keys.providers.close()
    await keys.providers.start()
    const { providers } = this.#keys
    this.#keys = keys
    this.store.configure(keys.find)
    this.#retired.push(providers)
    this.#clock.after(providers.closeGraceMs, () => {
      this.#retired = this.#retired.filter((each) => each !== providers)
      providers.close()
    })
  }
}

function readConfiguration(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = (cause as Error).message
    throw new ConfigurationError(`cannot read the encryption provider configuration: ${why}`, { cause })
  }
}

function parsed(
  text: string,
  { file, providers }: { file: string; providers: KmsProviders },
): FindTransformers {
  try {
    return parseEncryptionConfiguration(text, (configuration) => providers.open(configuration))
  } catch (cause) {
    providers.close()
    throw new ConfigurationError(`error while parsing file ${file}: ${(cause as Error).message}`, { cause })
  }
}
