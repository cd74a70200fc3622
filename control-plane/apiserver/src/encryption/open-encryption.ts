import { readFileSync } from 'node:fs'
import type { Logger } from '@knarr/client'
import { type Clock, every, type Timer } from '@knarr/machinery'
import type { Store } from '@knarr/storage'
import { ConfigurationError } from '../configuration-error.ts'
import { EncryptedStore } from './encrypted-store.ts'
import { type FindTransformers, parseEncryptionConfiguration } from './encryption-configuration.ts'

export interface EncryptionOptions {
  /** A file with an EncryptionConfiguration. */
  readonly file: string
  /** Reads the file again every minute. */
  readonly isReloaded?: boolean
}

const reloadPeriodMs = 60_000

/** The store behind the keys of a file. @throws ConfigurationError for a file that is none */
export function openEncryption(
  store: Store,
  { file, isReloaded = false }: EncryptionOptions,
  { clock, logger }: { clock: Clock; logger: Logger },
): { store: EncryptedStore; timer: Timer | undefined } {
  let text = readConfiguration(file)
  const encrypted = new EncryptedStore(store, parsed(text, file))
  const reload = (): void => {
    try {
      const now = readConfiguration(file)
      if (now === text) return
      encrypted.configure(parsed(now, file))
      text = now
      logger.info('the encryption configuration was read again', { file })
    } catch (error) {
      logger.error('the encryption configuration cannot be read; the one before stays', {
        file,
        error: String(error),
      })
    }
  }
  return { store: encrypted, timer: isReloaded ? every(clock, reloadPeriodMs, reload) : undefined }
}

function readConfiguration(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = (cause as Error).message
    throw new ConfigurationError(`cannot read the encryption provider configuration: ${why}`, { cause })
  }
}

function parsed(text: string, file: string): FindTransformers {
  try {
    return parseEncryptionConfiguration(text)
  } catch (cause) {
    throw new ConfigurationError(`error while parsing file ${file}: ${(cause as Error).message}`, { cause })
  }
}
