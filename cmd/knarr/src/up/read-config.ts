import { readFileSync } from 'node:fs'
import { OptionError } from '@knarr/component'

/** The text of a config file. @throws OptionError */
export function readConfig(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new OptionError(`cannot read the config file ${path}: ${(cause as Error).message}`, { cause })
  }
}
