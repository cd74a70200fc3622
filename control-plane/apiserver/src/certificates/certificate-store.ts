import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyPair } from './certificate-authority.ts'

/** Where key pairs are kept, by name. */
export interface CertificateStore {
  read(name: string): Promise<KeyPair | undefined>
  write(name: string, pair: KeyPair): Promise<void>
}

/** Forgets everything with the process. */
export function memoryCertificateStore(): CertificateStore {
  const pairs = new Map<string, KeyPair>()
  return {
    read: async (name) => pairs.get(name),
    write: async (name, pair) => {
      pairs.set(name, pair)
    },
  }
}

/** `<name>.crt` and `<name>.key` in a directory, for nobody else to read. */
export function directoryCertificateStore(directory: string): CertificateStore {
  const path = (name: string, kind: 'crt' | 'key'): string => join(directory, `${name}.${kind}`)
  return {
    async read(name) {
      const [cert, key] = await Promise.all([readIfThere(path(name, 'crt')), readIfThere(path(name, 'key'))])
      return cert && key ? { cert, key } : undefined
    },

    async write(name, { cert, key }) {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await replaceFile(path(name, 'key'), key)
      await replaceFile(path(name, 'crt'), cert)
    },
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.tmp`
  await writeFile(draft, text, { mode: 0o600 })
  await rename(draft, path)
}
