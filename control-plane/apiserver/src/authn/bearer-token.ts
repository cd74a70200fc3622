import type { UserInfo } from '../request/server-request.ts'
import { refusedToken } from './authentication-error.ts'
import type { Authenticator } from './authenticator.ts'
import type { TokenAuthenticator } from './token-authenticator.ts'

const extraSpace =
  'the provided Authorization header contains extra space before the bearer token, and is ignored'
const protocolPrefix = 'base64url.bearer.authorization.k8s.io.'

/** The header `Authorization: Bearer`; a token nobody vouches for is an error. */
export function bearerToken(tokens: TokenAuthenticator, audiences: readonly string[]): Authenticator {
  return {
    name: 'bearer-token',
    async authenticate({ headers, warnings }) {
      const [scheme, token, ...rest] = (headers['authorization'] ?? '').trim().split(' ')
      if (scheme?.toLowerCase() !== 'bearer' || token === undefined) return undefined
      if (token)
        return knownUser(tokens, token, audiences).catch((error) => Promise.reject(refusedToken([error])))
      if (rest.length > 0) warnings.push(extraSpace)
      return undefined
    },
  }
}

/** The subprotocol by which a browser shows a token, since its WebSockets take no headers. */
export function webSocketToken(tokens: TokenAuthenticator, audiences: readonly string[]): Authenticator {
  return {
    name: 'websocket-token',
    async authenticate({ headers }) {
      const isWebSocket =
        headers['upgrade']?.toLowerCase() === 'websocket' &&
        /(^|[\s,])upgrade($|[\s,])/i.test(headers['connection'] ?? '')
      const token = isWebSocket ? protocolToken(headers['sec-websocket-protocol'] ?? '') : ''
      return token ? knownUser(tokens, token, audiences) : undefined
    },
  }
}

async function knownUser(
  tokens: TokenAuthenticator,
  token: string,
  audiences: readonly string[],
): Promise<UserInfo> {
  const authenticated = await tokens.authenticateToken(token, audiences)
  if (!authenticated) throw new Error('invalid bearer token')
  return authenticated.user
}

/** @throws Error for protocols that are no token and one protocol more */
function protocolToken(header: string): string {
  const protocols = header.split(',').map((protocol) => protocol.trim())
  const [shown, ...more] = protocols.filter((protocol) => protocol.startsWith(protocolPrefix))
  if (shown === undefined) return ''
  if (more.length > 0) throw new Error('multiple base64.bearer.authorization tokens specified')
  const encoded = shown.slice(protocolPrefix.length)
  if (!/^[\w-]*$/.test(encoded) || encoded.length % 4 === 1)
    throw new Error('invalid base64.bearer.authorization token encoding')
  const token = decodedToken(encoded)
  if (token && protocols.length === 1) throw new Error('missing additional subprotocol')
  return token
}

function decodedToken(encoded: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(encoded, 'base64url'),
    )
  } catch (cause) {
    throw new Error('invalid base64.bearer.authorization token', { cause })
  }
}
