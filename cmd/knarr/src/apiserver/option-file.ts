import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { OptionError } from '@knarr/component'

/** A file that a flag names. @throws OptionError */
export function textOf(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new OptionError(`--${flag}: ${(error as Error).message}`)
  }
}

/** The same, with a certificate in it. @throws OptionError */
export function certificateIn(flag: string, path: string): string {
  const text = textOf(flag, path)
  try {
    new X509Certificate(text)
    return text
  } catch {
    throw new OptionError(`--${flag}: there is no certificate in ${path}`)
  }
}
