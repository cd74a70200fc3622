import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { OptionError } from '@knarr/component'

/** A file that a flag names. @throws OptionError */
function textOf(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new OptionError(`--${flag}: ${(error as Error).message}`)
  }
}

/** A certificate and its key, each from the file its flag names; undefined where neither does. @throws OptionError */
export function pairOf(
  [certFlag, certFile]: readonly [flag: string, path: string | undefined],
  [keyFlag, keyFile]: readonly [flag: string, path: string | undefined],
): { readonly cert: string; readonly key: string } | undefined {
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new OptionError(`--${certFlag} and --${keyFlag} go together`)
  if (!certFile || !keyFile) return undefined
  return { cert: textOf(certFlag, certFile), key: textOf(keyFlag, keyFile) }
}

/** A file that a flag names, with a certificate in it. @throws OptionError */
export function certificateIn(flag: string, path: string): string {
  const text = textOf(flag, path)
  try {
    new X509Certificate(text)
    return text
  } catch {
    throw new OptionError(`--${flag}: there is no certificate in ${path}`)
  }
}
