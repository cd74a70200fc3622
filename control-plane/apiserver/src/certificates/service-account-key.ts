import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSigningKeyPem } from '../authn/service-account/signing-key.ts'

/** The key service account tokens are signed with: `sa.key` in `directory`, made where it is missing. */
export async function ensureServiceAccountKey(directory: string): Promise<string> {
  const path = join(directory, 'sa.key')
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const made = createSigningKeyPem()
  await writeFile(path, made, { mode: 0o600, flag: 'wx' })
  return made
}
