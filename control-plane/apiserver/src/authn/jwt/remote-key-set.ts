import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import type { IssuerClient } from './issuer-client.ts'
import { isSignedWith } from './json-web-signature.ts'

interface KnownKey {
  readonly id: string | undefined
  readonly key: KeyObject
}

/** How it went to fetch the keys: their JSON, or undefined for a failure. */
export type KeysFetched = (text: string | undefined) => void

/** The keys of an issuer, fetched when a token is signed with one that is not known. */
export class RemoteKeySet {
  readonly #client: IssuerClient
  readonly #url: string
  readonly #fetched: KeysFetched
  #keys: readonly KnownKey[] = []
  #fetching: Promise<readonly KnownKey[]> | undefined

  constructor(client: IssuerClient, url: string, fetched: KeysFetched = () => {}) {
    this.#client = client
    this.#url = url
    this.#fetched = fetched
  }

  /** @throws Error where none of the keys signed the token, as far as can be known */
  async verify(token: string, { algorithm, keyId }: { algorithm: string; keyId?: string }): Promise<void> {
    const isGood = (keys: readonly KnownKey[]): boolean =>
      keys.some(({ id, key }) => (!keyId || id === keyId) && isSignedWith(token, algorithm, key))
    if (isGood(this.#keys)) return
    let fresh: readonly KnownKey[]
    try {
      this.#fetching ??= this.#fetch().finally(() => {
        this.#fetching = undefined
      })
      fresh = await this.#fetching
    } catch (cause) {
      throw new Error(`fetching keys ${(cause as Error).message}`, { cause })
    }
    if (!isGood(fresh)) throw new Error('failed to verify id token signature')
  }

  async #fetch(): Promise<readonly KnownKey[]> {
    try {
      const { code, status, text } = await this.#client.get(this.#url)
      if (code !== 200) throw new Error(`oidc: get keys failed: ${status} ${text}`)
      this.#keys = keysOf(text)
      this.#fetched(text)
      return this.#keys
    } catch (error) {
      this.#fetched(undefined)
      throw error
    }
  }
}

/** Keys of kinds nobody here knows are passed over. @throws Error for what is no key set */
function keysOf(text: string): KnownKey[] {
  let keys: unknown
  try {
    keys = (JSON.parse(text) as { keys?: unknown } | null)?.keys ?? []
  } catch (cause) {
    throw new Error(`oidc: failed to decode keys: ${(cause as Error).message} ${text}`, { cause })
  }
  if (!Array.isArray(keys)) throw new Error(`oidc: failed to decode keys: keys is not a list ${text}`)
  return (keys as (JsonWebKey & { kid?: string })[]).flatMap((jwk) => {
    try {
      return [{ id: jwk.kid, key: createPublicKey({ key: jwk, format: 'jwk' }) }]
    } catch {
      return []
    }
  })
}
