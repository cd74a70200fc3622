import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@knarr/machinery'
import { createAuthority, issueCertificate } from '../certificates/certificate-authority.ts'

interface IssuerKey {
  readonly id: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** An OpenID issuer of a test: HTTPS on loopback, keys that can be changed, and tokens for anybody. */
export interface TokenIssuer extends AsyncDisposable {
  readonly url: string
  readonly ca: string
  /** Paths that were asked for, in order. */
  readonly asked: string[]
  /** What is answered at other paths than those of discovery and keys. */
  readonly pages: Map<string, string>
  /** Signs with the newest key unless another is given. */
  issue(claims: object, options?: { readonly algorithm?: string; readonly key?: IssuerKey }): string
  /** A new key takes the place of the one before. */
  rotate(): IssuerKey
}

export function newIssuerKey(id: string): IssuerKey {
  return { id, ...generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) }
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const authority = await createAuthority(systemClock)
  const pair = await issueCertificate(
    authority,
    { commonName: 'issuer', hosts: ['127.0.0.1'], usage: 'server' },
    systemClock,
  )
  const asked: string[] = []
  const pages = new Map<string, string>()
  let key = newIssuerKey('1')
  const server = createServer({ cert: pair.cert, key: pair.key }, (request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const page = pages.get(path) ?? standardPage(path)
    if (page === undefined) response.writeHead(404).end('not here')
    else response.end(page)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const standardPage = (path: string): string | undefined => {
    if (path === '/.well-known/openid-configuration')
      return JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` })
    const jwk = { ...key.publicKey.export({ format: 'jwk' }), kid: key.id }
    return path === '/keys' ? JSON.stringify({ keys: [jwk] }) : undefined
  }
  return {
    ...{ url, asked, pages, ca: authority.cert },
    issue: (claims, options = {}) => signed({ iss: url, ...claims }, { key, algorithm: 'ES256', ...options }),
    rotate() {
      key = newIssuerKey(String(Number(key.id) + 1))
      return key
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function signed(claims: object, { key, algorithm }: { key: IssuerKey; algorithm: string }): string {
  const parts = [{ alg: algorithm, kid: key.id }, claims]
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const how = { key: key.privateKey, dsaEncoding: 'ieee-p1363' } as const
  return `${input}.${sign('sha256', Buffer.from(input), how).toString('base64url')}`
}
